#pragma once

#include <any>
#include <functional>
#include <string_view>

namespace sluice::config {

class Section;
class Describer;
class Printer;

/// What a connector adds to the configuration: the fields of `sinks.NAME` when `type` is its name.
/// `config` never learns a connector's name; the registry of connectors hands these in.
struct SinkType {
  std::string_view name;
  std::string_view summary;
  /// Reads the connector's settings from the section; problems are reported through the section.
  std::function<std::any(Section&)> read;
  std::function<void(Describer&)> describe;
  /// Writes what `read` returned, secrets masked.
  std::function<void(Printer&, const std::any&)> print;
};

/// The SinkType of a connector whose settings struct declares its `fields`. Defined in
/// config/section.hpp, which a connector includes.
template <class Settings>
[[nodiscard]] SinkType sink_type(std::string_view name, std::string_view summary);

}  // namespace sluice::config
