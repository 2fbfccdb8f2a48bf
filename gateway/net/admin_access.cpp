#include "gateway/net/admin_access.hpp"

#include <algorithm>
#include <array>
#include <boost/beast/core/string.hpp>

namespace sluice::net {
namespace {

namespace ip = boost::asio::ip;

constexpr std::array<std::string_view, 3> loopback_hosts{"localhost", "127.0.0.1", "[::1]"};

/// A socket for both families shows a client of IPv4 by a mapped address.
ip::address unmapped(const ip::address& address) {
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
  return ip::make_address_v4(ip::v4_mapped, address.to_v6());
}

std::string_view without_port(std::string_view host) noexcept {
  const auto after = host.starts_with('[') ? host.find(']') : 0;
  return host.substr(0, host.find(':', after == host.npos ? 0 : after));
}

bool is_same(std::string_view one, std::string_view other) {
  return boost::beast::iequals(one, other);
}

bool is_address(std::string_view host, const ip::address& address) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  boost::system::error_code none;
  const auto written = ip::make_address(host, none);
  return !none && unmapped(written) == unmapped(address);
}

bool is_of_this_machine(const AdminRequest& request, std::span<const std::string> names) {
  const auto host = without_port(request.host);
  const auto is_host = [host](std::string_view name) { return is_same(name, host); };
  return std::ranges::any_of(loopback_hosts, is_host) || std::ranges::any_of(names, is_host) ||
         is_address(host, request.local);
}

bool is_foreign(const AdminRequest& request) {
  if (request.origin.empty()) return false;
  const std::string_view scheme = request.tls ? "https://" : "http://";
  return !request.origin.starts_with(scheme) ||
         !is_same(request.origin.substr(scheme.size()), request.host);
}

/// Of one who shows no token.
std::optional<AdminRefusal> stranger_refusal(const AdminRequest& request) {
  const bool here = unmapped(request.peer).is_loopback() && !request.forwarded;
  if (!here && request.token == TokenState::none_set) {
    return {{AdminFault::no_token_set, 403,
             "answered over loopback only, as the configuration has no admin.token"}};
  }
  if (!here) {
    return {{AdminFault::token_missing, 401, "a token is missing: Authorization: Bearer TOKEN"}};
  }
  if (request.purpose == AdminPurpose::change && request.requested_by.empty()) {
    return {{AdminFault::header_missing, 403, "the header X-Requested-By is missing"}};
  }
  return std::nullopt;
}

}  // namespace

std::optional<AdminRefusal> admin_refusal(const AdminRequest& request,
                                          std::span<const std::string> names) {
  if (unmapped(request.peer).is_loopback() && !is_of_this_machine(request, names)) {
    return {{AdminFault::foreign_host, 421,
             "the header Host must be localhost, 127.0.0.1, [::1] or one of admin.hosts"}};
  }
  if (request.purpose == AdminPurpose::watch) return std::nullopt;
  if (request.token == TokenState::wrong)
    return {{AdminFault::token_wrong, 401, "another token than that of admin.token"}};
  if (request.token != TokenState::right) {
    if (const auto refusal = stranger_refusal(request)) return refusal;
  }
  if (request.purpose == AdminPurpose::change && is_foreign(request)) {
    return {{AdminFault::foreign_origin, 403, "the header Origin is of another page"}};
  }
  return std::nullopt;
}

}  // namespace sluice::net
