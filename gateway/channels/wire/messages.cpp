#include "gateway/channels/wire/messages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "gateway/text/json_value.hpp"

namespace sluice::channels {
namespace {

using Json = nlohmann::json;

/// The value of `data`: servers send it plain, as a JSON string, and some encode it twice.
Json value_of(std::string_view data) {
  Json value = text::parse_json(data);
  for (int layer = 0; layer < 2 && value.is_string(); ++layer) {
    Json inner = text::parse_json(value.get_ref<const std::string&>());
    if (inner.is_discarded()) break;
    value = std::move(inner);
  }
  return value;
}

/// The object in `data`; null when `data` holds no object.
Json object_of(std::string_view data) {
  Json value = value_of(data);
  if (!value.is_object()) value = nullptr;
  return value;
}

std::string dumped(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Text as it is, an integer as decimal text: ids are numbers on some servers. No conversion to
/// double, which would lose digits.
std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer()) return dumped(value);
  return {};
}

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? std::string() : text_of(*found);
}

std::optional<int> code_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_integer()) return std::nullopt;
  const auto number = found->get<std::int64_t>();
  if (number < 0 || number >= 65'536) return std::nullopt;
  return static_cast<int>(number);
}

/// The status page keeps an error's text: a peer must not choose its size.
std::string capped(std::string text) {
  constexpr std::size_t text_max = 512;
  if (text.size() > text_max) text.resize(text_max);
  return text;
}

/// The text that a server wrote in place of an object.
std::string plain_text(const Json& value, std::string_view data) {
  return capped(value.is_string() ? value.get<std::string>() : std::string(data));
}

std::string info_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? std::string() : dumped(*found);
}

bool is_socket_id(std::string_view id) {
  const auto dot = id.find('.');
  const auto digits = [](std::string_view part) {
    return !part.empty() && std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
  };
  return dot != std::string_view::npos && digits(id.substr(0, dot)) && digits(id.substr(dot + 1));
}

}  // namespace

std::optional<Established> read_established(std::string_view data) {
  const Json object = object_of(data);
  if (object.is_null()) return std::nullopt;
  Established established;
  const auto id = object.find("socket_id");
  if (id == object.end()) return std::nullopt;
  // A clone sends a number with a fraction, 123.456: its shortest decimal form is the socket id.
  established.socket_id = id->is_number_float() ? dumped(*id) : text_of(*id);
  if (!is_socket_id(established.socket_id)) return std::nullopt;
  const auto timeout = object.find("activity_timeout");
  if (timeout != object.end() && timeout->is_number()) {
    const auto seconds = timeout->get<double>();
    if (seconds > 0 && seconds <= 86'400) {
      established.activity_timeout = std::chrono::seconds(static_cast<std::int64_t>(seconds));
    }
  }
  return established;
}

ServerError read_error(std::string_view data) {
  ServerError error;
  const Json object = value_of(data);
  if (!object.is_object()) {
    error.message = plain_text(object, data);
    return error;
  }
  error.code = code_at(object, "code");
  if (!error.code) error.code = code_at(object, "status");
  error.message = text_at(object, "message");
  if (error.message.empty()) error.message = text_at(object, "error");
  if (error.message.empty() && !error.code && !object.empty()) error.message = dumped(object);
  error.message = capped(std::move(error.message));
  return error;
}

std::optional<std::vector<Member>> read_presence_snapshot(std::string_view data) {
  const Json object = object_of(data);
  const auto presence = object.is_null() ? object.end() : object.find("presence");
  if (object.is_null() || presence == object.end() || !presence->is_object()) return std::nullopt;
  std::vector<Member> members;
  const auto hash = presence->find("hash");
  const bool has_hash =
      hash != presence->end() && hash->is_object();  // PHP writes an empty one as []
  if (has_hash) {
    for (const auto& [id, info] : hash->items()) {
      if (id.empty()) continue;  // an empty id belongs to no user, and no event could remove it
      members.push_back({id, info.is_null() ? std::string() : dumped(info)});
    }
  }
  const auto ids = presence->find("ids");
  if (ids != presence->end() && ids->is_array()) {
    for (const auto& id : *ids) {
      std::string text = text_of(id);
      if (text.empty() || (has_hash && hash->contains(text))) continue;
      members.push_back({std::move(text), {}});
    }
  }
  return members;
}

std::optional<Member> read_member(std::string_view data) {
  const Json object = object_of(data);
  if (object.is_null()) return std::nullopt;
  Member member{text_at(object, "user_id"), info_at(object, "user_info")};
  if (member.user_id.empty()) return std::nullopt;
  return member;
}

std::string member_object(const Member& member) {
  std::string text = R"({"user_id":)" + dumped(member.user_id);
  if (!member.user_info.empty()) text += R"(,"user_info":)" + member.user_info;
  return text + '}';
}

std::string member_data(const Member& member) {
  return dumped(member_object(member));
}

std::string read_user_id(std::string_view user_data) {
  const Json object = object_of(user_data);
  return object.is_null() ? std::string() : text_at(object, "id");
}

std::string read_signed_in_user(std::string_view data) {
  const Json object = object_of(data);
  const auto user = object.is_null() ? object.end() : object.find("user_data");
  return object.is_null() || user == object.end() ? std::string() : read_user_id(dumped(*user));
}

std::vector<WatchlistChange> read_watchlist(std::string_view data) {
  const Json object = object_of(data);
  const auto events = object.is_null() ? object.end() : object.find("events");
  if (object.is_null() || events == object.end() || !events->is_array()) return {};
  std::vector<WatchlistChange> changes;
  for (const auto& event : *events) {
    if (!event.is_object()) continue;
    std::string name = text_at(event, "name");
    if (name == "online" || name == "offline") changes.push_back({std::move(name), dumped(event)});
  }
  return changes;
}

std::string signin_message(const Authorization& authorization) {
  return dumped({{"event", "pusher:signin"},
                 {"data",
                  {{"auth", authorization.auth},
                   {"user_data", authorization.user_data.value_or(std::string())}}}});
}

std::string subscribe_message(std::string_view channel, const Authorization* authorization) {
  Json data = {{"channel", channel}};
  if (authorization != nullptr) {
    data["auth"] = authorization->auth;
    if (authorization->channel_data) data["channel_data"] = *authorization->channel_data;
  }
  return dumped({{"event", "pusher:subscribe"}, {"data", std::move(data)}});
}

std::string unsubscribe_message(std::string_view channel) {
  return fmt::format(R"({{"event":"pusher:unsubscribe","data":{{"channel":{}}}}})",
                     dumped(channel));
}

std::string client_event_message(std::string_view channel, std::string_view name,
                                 std::string_view data) {
  return fmt::format(R"({{"event":{},"channel":{},"data":{}}})", dumped(name), dumped(channel),
                     data);
}

}  // namespace sluice::channels
