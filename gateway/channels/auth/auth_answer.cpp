#include "gateway/channels/auth/auth_answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "gateway/text/json_value.hpp"

namespace sluice::channels {
namespace {

using Json = nlohmann::json;

/// `key:` and 64 lower-case hex digits. A placeholder in the configuration fails here, with a clear
/// message, and not at the server.
bool is_auth(std::string_view auth) {
  constexpr std::size_t digits = 64;
  const auto colon = auth.find(':');
  if (colon == 0 || colon == std::string_view::npos || auth.size() - colon - 1 != digits)
    return false;
  return std::ranges::all_of(auth.substr(colon + 1), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
}

/// Some endpoints encode the output of a library a second time. Then the whole answer is a string
/// that holds the object, or `auth` holds the library's whole answer as text. In the second case
/// that text replaces the answer.
Json decoded_once_more(Json answer) {
  if (answer.is_string()) {
    if (auto inner = text::parse_json(answer.get_ref<const std::string&>()); inner.is_object()) {
      answer = std::move(inner);
    }
  }
  if (!answer.is_object()) return answer;
  const auto auth = answer.find("auth");
  if (auth == answer.end() || !auth->is_string()) return answer;
  if (auto inner = text::parse_json(auth->get_ref<const std::string&>()); inner.is_object())
    return inner;
  return answer;
}

/// The endpoint that answered: a configuration may have several.
std::string in_words(std::string_view address) {
  return address.empty() ? "the endpoint" : fmt::format("the endpoint {}", address);
}

AuthAnswer read_grant(std::string_view body, std::string_view address) {
  const auto malformed = [address](std::string_view what) {
    return malformed_answer(what, address);
  };
  auto json = text::parse_json(body);
  if (json.is_discarded()) return malformed("not with JSON");
  json = decoded_once_more(std::move(json));
  if (!json.is_object())
    return malformed(fmt::format("with a JSON {}, not an object", json.type_name()));
  const auto auth = json.find("auth");
  if (auth == json.end()) return malformed("without 'auth'");
  if (!auth->is_string() || !is_auth(auth->get_ref<const std::string&>())) {
    return malformed("'auth' is not KEY:SIGNATURE with 64 hex digits");
  }
  AuthAnswer answer{.result = AuthResult::granted,
                    .authorization = {auth->get<std::string>(), std::nullopt},
                    .detail = {},
                    .address = std::string(address)};
  const auto channel_data = json.find("channel_data");
  if (channel_data != json.end() && !channel_data->is_null()) {
    if (!channel_data->is_string()) return malformed("'channel_data' is not a string");
    answer.authorization.channel_data = channel_data->get<std::string>();
  }
  const auto secret = json.find("shared_secret");
  if (secret != json.end() && secret->is_string()) {
    answer.authorization.shared_secret = read_secret_key(secret->get_ref<const std::string&>());
  }
  const auto user_data = json.find("user_data");
  if (user_data != json.end() && user_data->is_string()) {
    answer.authorization.user_data = user_data->get<std::string>();
  }
  return answer;
}

}  // namespace

AuthAnswer malformed_answer(std::string_view what, std::string_view address) {
  return {
      AuthResult::malformed, {}, fmt::format("{} answered 2xx, but {}", in_words(address), what)};
}

AuthAnswer read_auth_answer(const HttpAnswer& answer) {
  const auto status = answer.status;
  const bool by_proxy = is_of_a_proxy(answer);
  if (answer.succeeded() && !by_proxy) return read_grant(answer.body, answer.address);
  const bool passing = by_proxy || status == 408 || status == 425 || status == 429 || status >= 500;
  std::string_view remark;
  if (by_proxy) remark = ", but not as an application does: perhaps a proxy before it";
  if (status >= 300 && status < 400) remark = ", and redirects are not followed";
  return {.result = passing ? AuthResult::transient : AuthResult::denied,
          .authorization = {},
          .detail = fmt::format("{} answered {}{}", in_words(answer.address), status, remark),
          .pause = pause_asked_for(answer.retry_after)};
}

AuthAnswer with_key(AuthAnswer answer) {
  if (answer.result != AuthResult::granted || answer.authorization.shared_secret) return answer;
  return malformed_answer(
      "without a 'shared_secret' of 32 bytes in base64, which the channel needs", answer.address);
}

AuthAnswer with_user(AuthAnswer answer) {
  if (answer.result != AuthResult::granted) return answer;
  const auto& user_data = answer.authorization.user_data;
  if (!user_data) return malformed_answer("without 'user_data'", answer.address);
  if (read_user_id(*user_data).empty())
    return malformed_answer("'user_data' has no 'id'", answer.address);
  return answer;
}

}  // namespace sluice::channels
