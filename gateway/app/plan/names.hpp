#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "config/gateway_config.hpp"
#include "gateway/core/ids.hpp"

namespace sluice::app {

/// The numbers of all that one configuration names.
class Names {
 public:
  Names() = default;

  /// Names that are in `before` as well keep their number. All others get one that no name had in
  /// `before`, nor in those that came before it.
  [[nodiscard]] static Names of(const config::Gateway& config, const Names& before);
  /// Those of the first configuration of a process.
  [[nodiscard]] static Names of(const config::Gateway& config) { return of(config, Names()); }

  // 0, which names nothing, for a name that the configuration does not have.
  [[nodiscard]] SinkId sink(std::string_view name) const { return SinkId{find(sinks_, name)}; }
  [[nodiscard]] SourceId source(std::string_view name) const {
    return SourceId{find(sources_, name)};
  }
  [[nodiscard]] ConnectionId connection(std::string_view name) const {
    return ConnectionId{find(connections_, name)};
  }
  [[nodiscard]] ReturnId back(std::string_view label) const {
    return ReturnId{find(returns_, label)};
  }

 private:
  using Numbers = std::map<std::string, std::uint32_t, std::less<>>;

  [[nodiscard]] static std::uint32_t find(const Numbers& numbers, std::string_view name);
  void add(Numbers& numbers, const std::string& name, const Numbers& before);

  Numbers sinks_;
  Numbers sources_;
  Numbers connections_;
  Numbers returns_;
  std::uint32_t last_ = 0;
};

}  // namespace sluice::app
