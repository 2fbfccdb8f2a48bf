#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/channels/probe/auth_result.hpp"
#include "gateway/channels/wire/http_answer.hpp"
#include "gateway/channels/wire/messages.hpp"

namespace sluice::channels {

/// The result of a request for authorisation.
struct AuthAnswer {
  AuthResult result{};
  Authorization authorization;  ///< when granted
  std::string detail;           ///< when not: the reason, without any secret
  Duration pause{};             ///< the pause that the endpoint asked for
  std::string address{};        ///< of the endpoint, for messages; without user and query
};

/// Sorts the endpoint's HTTP answer. Any 2xx with a JSON object that has a well-formed `auth` is a
/// grant. 408, 425, 429, 5xx and a proxy's answer are transient. Everything else is permanent. The
/// body is never quoted.
[[nodiscard]] AuthAnswer read_auth_answer(const HttpAnswer& answer);

/// The result for a 2xx answer that is unusable; `what` is the defect, in words, and `address` that
/// of the endpoint.
[[nodiscard]] AuthAnswer malformed_answer(std::string_view what, std::string_view address);

/// The same answer for a caller that needs the key of an encrypted channel: a grant without a
/// usable key becomes malformed.
[[nodiscard]] AuthAnswer with_key(AuthAnswer answer);

/// The same answer for a caller that asked for a user: a grant whose user_data has no id becomes
/// malformed.
[[nodiscard]] AuthAnswer with_user(AuthAnswer answer);

}  // namespace sluice::channels
