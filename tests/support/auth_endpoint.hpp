#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/certificates.hpp"
#include "tests/support/driver.hpp"
#include "tests/support/soketi.hpp"

namespace sluice::test {

enum class AuthAnswer : std::uint8_t {
  ok,         ///< signed by the official package
  status,     ///< `status` with `body`
  hang,       ///< accepted, read, never answered
  drop,       ///< the connection is cut after the request
  malformed,  ///< 200 with half a JSON text
  redirect,   ///< 307 to /elsewhere on the same server
  big         ///< signed, and `bytes` of padding
};

/// What the endpoint answers, to whom and how often. The first rule that fits and is not used up
/// decides; without one the answer is ok.
struct AuthRule {
  AuthAnswer answer = AuthAnswer::ok;
  std::string channel{};  ///< empty: every channel
  int times = -1;         ///< negative: always
  int status = 403;
  std::string body = "{}";
  std::size_t bytes = 1024 * 1024;
  std::string master_key{};  ///< ok: of the keys of encrypted channels, instead of the app's
};

struct AuthRequest {
  std::string method;
  std::string path;
  nlohmann::json headers;  ///< names in lower case
  std::string body;
  std::uint16_t peer_port = 0;  ///< requests of one connection have the same
};

/// An authorisation endpoint on a free port of 127.0.0.1. On presence channels the request's own
/// parameter `user_id` says who the member is; without a channel, who signs in. A request with
/// `channel_name[0]` and so on is answered by channel, as ok or with a status.
class AuthEndpoint {
 public:
  /// With a certificate it speaks https only.
  AuthEndpoint(Driver& driver, const ChannelsApp& app,
               const std::optional<Certificate>& certificate = std::nullopt);

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string url() const;

  /// Replaces all rules.
  void behave(const std::vector<AuthRule>& rules);

  /// Every request from number `from` on, as soon as there are at least `count` of them.
  std::vector<AuthRequest> wait_requests(std::size_t count, Deadline deadline = within(answer_time),
                                         std::size_t from = 0);
  /// How many came until now.
  std::size_t request_count();

 private:
  Driver& driver_;
  std::string name_;
  bool secure_;
  std::uint16_t port_ = 0;
};

}  // namespace sluice::test
