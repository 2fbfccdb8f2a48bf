#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace sluice::config {

class Section;
class Describer;
class Digester;
class Printer;
class SchemaWriter;

/// The settings of one sink or source, as its connector has read them. The connector derives its
/// own from it; connectors/connector.hpp has what the gateway may ask of them.
class ConnectorSettings {
 public:
  virtual ~ConnectorSettings() = default;

 protected:
  ConnectorSettings() = default;
  ConnectorSettings(const ConnectorSettings&) = default;
  ConnectorSettings& operator=(const ConnectorSettings&) = default;
};

/// Shared by the copies of a configuration, which never change it. Null where the file's section
/// could not be read.
using ConnectorSettingsPtr = std::shared_ptr<const ConnectorSettings>;

/// What a connector adds to the configuration: the fields of `sinks.NAME`, or of `sources.NAME`,
/// when `type` is its name. `config` never learns a connector's name; the registry of connectors
/// hands these in. Each function takes settings that `read` returned.
struct ConnectorType {
  std::string_view name;
  std::string_view summary;
  /// Reads the connector's settings from the section; problems are reported through the section.
  std::function<ConnectorSettingsPtr(Section&)> read;
  std::function<void(Describer&)> describe;
  /// Writes the settings, secrets masked.
  std::function<void(Printer&, const ConnectorSettings&)> print;
  std::function<void(Digester&, const ConnectorSettings&)> digest;
  std::function<void(SchemaWriter&)> write_schema;
};

enum class ConnectorRole : std::uint8_t { sink, source };

/// Every type there is, by what it can be.
struct ConnectorTypes {
  std::vector<ConnectorType> sinks;
  std::vector<ConnectorType> sources;

  [[nodiscard]] const std::vector<ConnectorType>& of(ConnectorRole role) const noexcept {
    return role == ConnectorRole::sink ? sinks : sources;
  }
  /// Null where there is none of this name.
  [[nodiscard]] const ConnectorType* find(ConnectorRole role,
                                          std::string_view type) const noexcept {
    const auto& all = of(role);
    const auto found = std::ranges::find(all, type, &ConnectorType::name);
    return found == all.end() ? nullptr : &*found;
  }
};

/// The ConnectorType of a connector whose settings declare their `fields`. Defined in
/// config/section.hpp, which a connector includes.
template <class Settings>
[[nodiscard]] ConnectorType connector_type(std::string_view name, std::string_view summary);

}  // namespace sluice::config
