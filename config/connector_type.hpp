#pragma once

#include <any>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace sluice::config {

class Section;
class Describer;
class Printer;
class SchemaWriter;

/// What a connector adds to the configuration: the fields of `sinks.NAME`, or of `sources.NAME`,
/// when `type` is its name. `config` never learns a connector's name; the registry of connectors
/// hands these in.
struct ConnectorType {
  std::string_view name;
  std::string_view summary;
  /// Reads the connector's settings from the section; problems are reported through the section.
  std::function<std::any(Section&)> read;
  std::function<void(Describer&)> describe;
  /// Writes what `read` returned, secrets masked.
  std::function<void(Printer&, const std::any&)> print;
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
};

/// The ConnectorType of a connector whose settings struct declares its `fields`. Defined in
/// config/section.hpp, which a connector includes.
template <class Settings>
[[nodiscard]] ConnectorType connector_type(std::string_view name, std::string_view summary);

}  // namespace sluice::config
