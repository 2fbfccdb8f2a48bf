#include "gateway/app/rehearsal/given_event.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "gateway/channels/wire/messages.hpp"
#include "gateway/core/protocol_names.hpp"
#include "gateway/text/json_syntax.hpp"
#include "gateway/text/json_text.hpp"

namespace sluice::app {
namespace {

struct KindName {
  EventKind kind;
  std::string_view name;
};

/// The events that have a fixed name. The first of a kind is its usual one.
constexpr auto fixed_names = std::to_array<KindName>({
    {EventKind::presence_joined, "pusher:member_added"},
    {EventKind::presence_left, "pusher:member_removed"},
    {EventKind::presence_snapshot, "pusher:subscription_succeeded"},
    {EventKind::subscription_count, "pusher:subscription_count"},
    {EventKind::cache_miss, "pusher:cache_miss"},
    {EventKind::watchlist, "online"},
    {EventKind::watchlist, "offline"},
    {EventKind::gap, "sluice:gap"},
    {EventKind::connection, "sluice:connected"},
    {EventKind::connection, "sluice:disconnected"},
});

EventKind kind_of(const GivenEvent& given) {
  const auto fixed = std::ranges::find(fixed_names, given.event, &KindName::name);
  // `online` is any application's word too.
  if (fixed != fixed_names.end() && fixed->kind != EventKind::watchlist) return fixed->kind;
  if (given.channel.starts_with(user_channel_prefix)) return EventKind::user;
  return given.event.starts_with(client_prefix) ? EventKind::client : EventKind::message;
}

std::string usual_name(EventKind kind) {
  const auto fixed = std::ranges::find(fixed_names, kind, &KindName::kind);
  return fixed == fixed_names.end() ? "" : std::string{fixed->name};
}

bool concerns_a_channel(EventKind kind) {
  return kind != EventKind::watchlist && kind != EventKind::connection;
}

bool is_of_a_member(EventKind kind) {
  return kind == EventKind::presence_joined || kind == EventKind::presence_left;
}

bool concerns_a_user(EventKind kind) {
  return kind == EventKind::client || kind == EventKind::user || is_of_a_member(kind);
}

std::string user_of(const GivenEvent& given, EventKind kind) {
  const bool is_in_channel = kind == EventKind::user && given.user_id.empty() &&
                             given.channel.starts_with(user_channel_prefix);
  return is_in_channel ? given.channel.substr(user_channel_prefix.size()) : given.user_id;
}

boost::system::result<std::string, Impossible> token_of(const GivenEvent& given, EventKind kind) {
  if (given.data && given.data_json) {
    return Impossible{"data", "cannot be given beside data_json"};
  }
  std::string token;
  if (given.data_json) {
    if (!text::is_json(*given.data_json)) return Impossible{"data_json", "is not JSON"};
    token = *given.data_json;
  } else if (given.data) {
    if (!text::write_json_string(*given.data, token)) return Impossible{"data", "is not UTF-8"};
  } else if (is_of_a_member(kind)) {
    token = channels::member_data({given.user_id, {}});
  }
  return {boost::system::in_place_value, std::move(token)};
}

}  // namespace

boost::system::result<WholeEvent, Impossible> WholeEvent::of(const GivenEvent& given) {
  WholeEvent whole(given);
  const EventKind kind = given.kind.value_or(kind_of(given));
  const auto refuse = [kind](std::string_view key, std::string_view has) {
    return Impossible{key, fmt::format("an event of the kind {} has {}", to_string(kind), has)};
  };
  whole.kind_ = kind;
  if (given.event.empty()) whole.given_.event = usual_name(kind);
  if (whole.given_.event.empty()) return refuse("event", "a name");
  if (given.channel.empty() && concerns_a_channel(kind)) return refuse("channel", "a channel");
  if (!given.user_id.empty() && !concerns_a_user(kind)) return refuse("user_id", "no user");
  whole.given_.user_id = user_of(given, kind);
  auto data = token_of(given, kind);
  if (!data) return data.error();
  whole.data_ = *std::move(data);
  return whole;
}

Event WholeEvent::on(std::string_view connection, WallTime received_at,
                     std::uint64_t sequence) const noexcept {
  return {.kind = kind_,
          .connection = connection,
          .channel = given_.channel,
          .name = given_.event,
          .data = data_,
          .user_id = given_.user_id,
          .received_at = received_at,
          .sequence = sequence,
          .replayed = given_.replayed,
          .own = given_.own};
}

}  // namespace sluice::app
