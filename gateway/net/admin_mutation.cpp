#include "gateway/net/admin_mutation.hpp"

#include <algorithm>
#include <array>

namespace sluice::net {
namespace {

constexpr std::array<std::string_view, 3> loopback_hosts{"localhost", "127.0.0.1", "[::1]"};

std::string_view without_port(std::string_view host) noexcept {
  const auto after = host.starts_with('[') ? host.find(']') : 0;
  return host.substr(0, host.find(':', after == host.npos ? 0 : after));
}

bool is_same_origin(std::string_view origin, std::string_view host) noexcept {
  constexpr std::string_view scheme = "http://";
  return origin.starts_with(scheme) && origin.substr(scheme.size()) == host;
}

}  // namespace

std::optional<std::string_view> mutation_fault(const Mutation& request) noexcept {
  if (!request.over_loopback) return "changes are taken over loopback only";
  if (std::ranges::find(loopback_hosts, without_port(request.host)) == loopback_hosts.end()) {
    return "the header Host must be localhost, 127.0.0.1 or [::1]";
  }
  if (request.requested_by.empty()) return "the header X-Requested-By is missing";
  if (!request.origin.empty() && !is_same_origin(request.origin, request.host)) {
    return "the header Origin is of another page";
  }
  return std::nullopt;
}

}  // namespace sluice::net
