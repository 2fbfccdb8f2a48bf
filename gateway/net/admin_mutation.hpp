#pragma once

#include <optional>
#include <string_view>

namespace sluice::net {

/// A request that changes something, as far as it tells who sent it.
struct Mutation {
  bool over_loopback = false;
  std::string_view host;          ///< the header Host
  std::string_view origin;        ///< the header Origin; empty where there is none
  std::string_view requested_by;  ///< the header X-Requested-By; empty where there is none
};

/// Why the request is refused; none when it may change something. Browsers reach loopback too: a
/// foreign page has another Origin and cannot set X-Requested-By, and a name that was rebound to
/// this machine stands in Host.
[[nodiscard]] std::optional<std::string_view> mutation_fault(const Mutation& request) noexcept;

}  // namespace sluice::net
