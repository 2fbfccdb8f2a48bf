#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/channels/wire/http_answer.hpp"
#include "gateway/channels/wire/messages.hpp"
#include "gateway/telemetry/probes.hpp"

namespace sluice::channels {

/// What asking for authorisation came to.
struct AuthAnswer {
  telemetry::AuthResult result{};
  Authorization authorization;  ///< when granted
  std::string detail;           ///< when not: what was wrong, without anything secret
  Duration pause{};             ///< so long the endpoint asked not to be asked again
};

/// Sorts the endpoint's HTTP answer: any 2xx with a JSON object that has an `auth` of the right
/// form is a grant; 408, 425, 429, 5xx and a proxy's answer may pass; everything else is permanent.
/// The body is never quoted.
[[nodiscard]] AuthAnswer read_auth_answer(const HttpAnswer& answer);

/// A success that is of no use, `what` being wrong with it.
[[nodiscard]] AuthAnswer malformed_answer(std::string_view what);

/// The same, from whoever must have the key of an encrypted channel: a grant that lacks it, or has
/// it in a form that nobody could use, is malformed.
[[nodiscard]] AuthAnswer with_key(AuthAnswer answer);

/// The same, from whoever asked for a user: a grant whose user_data has no id is malformed.
[[nodiscard]] AuthAnswer with_user(AuthAnswer answer);

}  // namespace sluice::channels
