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

/// The settings of one sink or source, as read by its connector. The connector derives its own
/// class; connectors/connector.hpp has the interface for the gateway.
class ConnectorSettings {
 public:
  virtual ~ConnectorSettings() = default;

 protected:
  ConnectorSettings() = default;
  ConnectorSettings(const ConnectorSettings&) = default;
  ConnectorSettings& operator=(const ConnectorSettings&) = default;
};

/// The copies of a configuration share the settings, which never change. Null when the section in
/// the file could not be read.
using ConnectorSettingsPtr = std::shared_ptr<const ConnectorSettings>;

/// The part of a connector in the configuration: the fields of `sinks.NAME` or `sources.NAME` when
/// `type` is the connector's name. `config` knows no connector; the registry of connectors passes
/// these in. Each function takes settings that `read` returned.
struct ConnectorType {
  std::string_view name;
  std::string_view summary;
  /// Reads the connector's settings from the section, which collects the problems.
  std::function<ConnectorSettingsPtr(Section&)> read;
  std::function<void(Describer&)> describe;
  /// Writes the settings with their secrets masked.
  std::function<void(Printer&, const ConnectorSettings&)> print;
  std::function<void(Digester&, const ConnectorSettings&)> digest;
  std::function<void(SchemaWriter&)> write_schema;
};

enum class ConnectorRole : std::uint8_t { sink, source };

/// All connector types, by role.
struct ConnectorTypes {
  std::vector<ConnectorType> sinks;
  std::vector<ConnectorType> sources;

  [[nodiscard]] const std::vector<ConnectorType>& of(ConnectorRole role) const noexcept {
    return role == ConnectorRole::sink ? sinks : sources;
  }
  /// Null where no type has this name.
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
