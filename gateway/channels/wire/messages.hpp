#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/channels/wire/secretbox.hpp"

// The system messages of the protocol: readers for those of the server, and the text of ours. None
// of it is on the hot path. Every reader takes the `data` token of an envelope and accepts an
// object, a JSON string that holds one, and absence, because servers differ (channels-in-practice,
// section 7).
namespace sluice::channels {

struct Established {
  std::string socket_id;
  std::chrono::seconds activity_timeout{0};  ///< 0: the server sent none
};

/// Empty when there is no usable socket_id (digits, a dot, digits); a number is taken as its text.
[[nodiscard]] std::optional<Established> read_established(std::string_view data);

/// The content of a `pusher:error` or a `pusher:subscription_error`.
struct ServerError {
  std::optional<int> code;  ///< its `code` or `status`
  std::string message;      ///< its `message` or `error`, else all of it; at most 512 bytes
};
[[nodiscard]] ServerError read_error(std::string_view data);

/// A user id and the info that other members may see: JSON text, empty when absent.
struct Member {
  std::string user_id;
  std::string user_info;
};

/// The members at the start of a presence subscription: those in `ids` and in `hash` together.
[[nodiscard]] std::optional<std::vector<Member>> read_presence_snapshot(std::string_view data);

/// The member in a member_added or member_removed. Empty when there is no user_id.
[[nodiscard]] std::optional<Member> read_member(std::string_view data);

/// The member as the JSON object that servers use, and that we send about ourselves.
[[nodiscard]] std::string member_object(const Member& member);
/// The `data` token of a member_added in the servers' form: that object as text in a string.
[[nodiscard]] std::string member_data(const Member& member);

/// Whether an event of this name refuses a subscription: servers and clients differ in the prefix.
[[nodiscard]] constexpr bool is_subscription_error(std::string_view event) noexcept {
  return event == "pusher:subscription_error" || event == "pusher_internal:subscription_error";
}

/// The proof that we may subscribe, or who we are. `channel_data` and `user_data` are opaque: they
/// are the very bytes that were signed.
struct Authorization {
  std::string auth;
  std::optional<std::string> channel_data;
  std::optional<SecretKey> shared_secret{};  ///< of an encrypted channel; for our use, never sent
  std::optional<std::string> user_data{};
};

/// The user id in `user_data`, or in the `data` of a `pusher:signin_success`; empty when there is
/// none.
[[nodiscard]] std::string read_user_id(std::string_view user_data);
[[nodiscard]] std::string read_signed_in_user(std::string_view data);

/// Users of the watchlist who came (`online`) or went (`offline`).
struct WatchlistChange {
  std::string name;
  std::string data;  ///< the change as a JSON object, with its `user_ids`
};
[[nodiscard]] std::vector<WatchlistChange> read_watchlist(std::string_view data);

/// Requires `authorization.user_data`.
[[nodiscard]] std::string signin_message(const Authorization& authorization);
[[nodiscard]] std::string subscribe_message(std::string_view channel,
                                            const Authorization* authorization);
[[nodiscard]] std::string unsubscribe_message(std::string_view channel);
/// `data` is JSON text and is sent unchanged.
[[nodiscard]] std::string client_event_message(std::string_view channel, std::string_view name,
                                               std::string_view data);
inline constexpr std::string_view ping_message = R"({"event":"pusher:ping","data":{}})";
inline constexpr std::string_view pong_message = R"({"event":"pusher:pong","data":{}})";

}  // namespace sluice::channels
