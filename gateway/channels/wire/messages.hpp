#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/channels/wire/secretbox.hpp"

// The system messages of the protocol: what is read from them, and the text of those we send. All
// cold; every reader takes the `data` token of an envelope and accepts an object, a JSON string
// that holds one, and absence: servers differ (channels-in-practice, section 7).
namespace sluice::channels {

struct Established {
  std::string socket_id;
  std::chrono::seconds activity_timeout{0};  ///< 0: the server named none
};

/// Empty when there is no usable socket_id (digits, a dot, digits); a number is taken as its text.
[[nodiscard]] std::optional<Established> read_established(std::string_view data);

/// What a `pusher:error` or a `pusher:subscription_error` says.
struct ServerError {
  std::optional<int> code;  ///< its `code` or `status`
  std::string message;      ///< its `message` or `error`, else all of it; at most 512 bytes
};
[[nodiscard]] ServerError read_error(std::string_view data);

/// A user id and what the members may know of the user: JSON text, empty when absent.
struct Member {
  std::string user_id;
  std::string user_info;
};

/// The members a presence subscription starts with: those of `ids` and of `hash` together.
[[nodiscard]] std::optional<std::vector<Member>> read_presence_snapshot(std::string_view data);

/// The member of member_added and member_removed. Empty when there is no user_id.
[[nodiscard]] std::optional<Member> read_member(std::string_view data);

/// The member as the JSON object that servers tell of one, and are told of ourselves.
[[nodiscard]] std::string member_object(const Member& member);
/// The `data` token of a member_added, as servers send it: that object as text in a string.
[[nodiscard]] std::string member_data(const Member& member);

/// Whether an event of this name refuses a subscription: servers and clients differ in the prefix.
[[nodiscard]] constexpr bool is_subscription_error(std::string_view event) noexcept {
  return event == "pusher:subscription_error" || event == "pusher_internal:subscription_error";
}

/// What proves that we may subscribe, or who we are. `channel_data` and `user_data` are opaque: the
/// very bytes that were signed.
struct Authorization {
  std::string auth;
  std::optional<std::string> channel_data;
  std::optional<SecretKey> shared_secret{};  ///< of an encrypted channel; for us, never sent on
  std::optional<std::string> user_data{};
};

/// The id of the user that `user_data` describes, or `data` of a `pusher:signin_success`; empty
/// when there is none.
[[nodiscard]] std::string read_user_id(std::string_view user_data);
[[nodiscard]] std::string read_signed_in_user(std::string_view data);

/// Users of the watchlist who came (`online`) or went (`offline`).
struct WatchlistChange {
  std::string name;
  std::string data;  ///< the change as a JSON object, `user_ids` and all
};
[[nodiscard]] std::vector<WatchlistChange> read_watchlist(std::string_view data);

/// `authorization` has user_data.
[[nodiscard]] std::string signin_message(const Authorization& authorization);
[[nodiscard]] std::string subscribe_message(std::string_view channel,
                                            const Authorization* authorization);
[[nodiscard]] std::string unsubscribe_message(std::string_view channel);
/// `data` is JSON text and goes as it is.
[[nodiscard]] std::string client_event_message(std::string_view channel, std::string_view name,
                                               std::string_view data);
inline constexpr std::string_view ping_message = R"({"event":"pusher:ping","data":{}})";
inline constexpr std::string_view pong_message = R"({"event":"pusher:pong","data":{}})";

}  // namespace sluice::channels
