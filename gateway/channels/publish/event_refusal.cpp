#include "gateway/channels/publish/event_refusal.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace sluice::channels {
namespace {

constexpr int client_event_refused = 4301;
constexpr int watchlist_too_long = 4302;

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? char(c | 0x20) : c; });
  return lower;
}

template <std::size_t count>
bool has_any(std::string_view message, const std::array<std::string_view, count>& words) {
  const auto lower = in_lower_case(message);
  return std::ranges::any_of(
      words, [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

/// Pusher, soketi, Reverb and Sockudo, in this order where they differ.
constexpr std::array<std::string_view, 3> words_of_client_events{
    "client event", "client messaging", "not a member of the specified channel"};

constexpr std::array<std::string_view, 12> words_of_lasting_refusals{
    "you must enable",         // Pusher
    "invalid client event",    // Pusher
    "messaging enabled",       // soketi, Reverb: The app does not have client messaging enabled
    "events are not enabled",  // Sockudo
    "events are disabled",
    "too long",             // soketi: Event name is too long
    "too large",            // Pusher
    "should be less than",  // soketi: The event data should be less than
    "maximum allowed",
    "invalid message format",  // Reverb, for data that is text or a number
    "must start with",         // Sockudo
    "can only be sent to",     // Sockudo: private or presence channels
};

}  // namespace

EventRefusal read_event_refusal(const ServerError& error) {
  if (has_any(error.message, words_of_lasting_refusals)) return EventRefusal::lasting;
  return error.code == client_event_refused ? EventRefusal::rate : EventRefusal::passing;
}

bool mentions_client_events(const ServerError& error) {
  return has_any(error.message, words_of_client_events);
}

bool is_of_a_client_event(const ServerError& error, bool unconfirmed) {
  return error.code == client_event_refused || (unconfirmed && error.code != watchlist_too_long);
}

}  // namespace sluice::channels
