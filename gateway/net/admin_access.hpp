#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sluice::net {

/// What a request to the admin server wants.
enum class AdminPurpose : std::uint8_t {
  watch,   ///< a probe or the metrics, which are for everyone
  read,    ///< anything else that changes nothing
  change,  ///< or is guarded as if it did
};

/// The token of a request beside that of the server.
enum class TokenState : std::uint8_t {
  none_set,  ///< the server has none, so that none is right
  absent,
  wrong,
  right,
};

/// A request, as far as it tells who sent it.
struct AdminRequest {
  AdminPurpose purpose{};
  boost::asio::ip::address local{};  ///< where it arrived
  boost::asio::ip::address peer{};   ///< where it came from
  bool tls = false;
  bool forwarded = false;           ///< a proxy says that it comes from elsewhere
  std::string_view host{};          ///< the header Host
  std::string_view origin{};        ///< the header Origin; empty where there is none
  std::string_view requested_by{};  ///< the header X-Requested-By; empty where there is none
  TokenState token = TokenState::none_set;
};

enum class AdminFault : std::uint8_t {
  foreign_host,
  no_token_set,
  token_missing,
  token_wrong,
  header_missing,
  foreign_origin,
};
/// The word of a metric.
[[nodiscard]] constexpr std::string_view to_string(AdminFault fault) noexcept {
  switch (fault) {
    case AdminFault::foreign_host:
      return "foreign_host";
    case AdminFault::no_token_set:
      return "no_token_set";
    case AdminFault::token_missing:
      return "token_missing";
    case AdminFault::token_wrong:
      return "token_wrong";
    case AdminFault::header_missing:
      return "header_missing";
    case AdminFault::foreign_origin:
      return "foreign_origin";
  }
  return {};
}

struct AdminRefusal {
  AdminFault fault{};
  unsigned status = 0;  ///< of the answer: 401, 403 or 421
  std::string_view why;
};

/// Why the request is refused; none when it may be answered. `names` are further ones of this
/// machine.
///
/// From elsewhere only a token gets more than probes and metrics. Over loopback come those who are
/// logged in here, and their browsers with pages of strangers: of those a rebound name stands in
/// Host, and another page cannot set X-Requested-By, and has another Origin.
[[nodiscard]] std::optional<AdminRefusal> admin_refusal(const AdminRequest& request,
                                                        std::span<const std::string> names);

}  // namespace sluice::net
