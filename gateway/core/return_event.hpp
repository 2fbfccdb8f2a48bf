#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/core/enum.hpp"
#include "gateway/core/ids.hpp"
#include "gateway/core/time.hpp"

namespace sluice {

/// Names an event to the outlets of the process: the source of its message, and a number from that
/// source's return path.
struct PublicationId {
  SourceId source{};
  std::uint64_t number{};
  friend auto operator<=>(const PublicationId&, const PublicationId&) = default;
};

/// The result of a return and a message: an event to be published on a channel. It owns its bytes,
/// because it may cross to the shard of its connection.
struct ReturnEvent {
  PublicationId id{};
  std::string channel{};
  std::string name{};
  std::string data{};       ///< JSON text
  std::string replaces{};   ///< a waiting event with the same text here is replaced by this one;
                            ///< empty: none is
  Time expires_at = never;  ///< after that it is stale and not sent
  Time give_up_at = never;  ///< it waits until then for the subscription of its channel
};

/// The reason why a message did not become a published event.
enum class ReturnLoss : std::uint8_t {
  own_record,         ///< this gateway itself wrote the record
  expired,            ///< older than the return's ttl
  withdrawn,          ///< the broker gave the message to another consumer before it was sent
  superseded,         ///< a newer message with the same key came before it was sent
  missing_field,      ///< a template names a field that the message does not have
  binary,             ///< the payload is not text, and the return does not encode it
  bad_channel,        ///< no valid channel name
  bad_event,          ///< no valid event name
  public_channel,     ///< client events exist on private and presence channels only
  encrypted_channel,  ///< only the holder of the master key can publish there
  unwanted_channel,   ///< the connection is not configured to subscribe to the channel
  not_subscribed,     ///< the channel was not subscribed within the return's patience
  too_large,          ///< larger than the server's limit
  refused,            ///< the server will never take it
};

[[nodiscard]] constexpr std::string_view to_string(ReturnLoss loss) noexcept {
  switch (loss) {
    case ReturnLoss::own_record:
      return "own_record";
    case ReturnLoss::expired:
      return "expired";
    case ReturnLoss::withdrawn:
      return "withdrawn";
    case ReturnLoss::superseded:
      return "superseded";
    case ReturnLoss::missing_field:
      return "missing_field";
    case ReturnLoss::binary:
      return "binary";
    case ReturnLoss::bad_channel:
      return "bad_channel";
    case ReturnLoss::bad_event:
      return "bad_event";
    case ReturnLoss::public_channel:
      return "public_channel";
    case ReturnLoss::encrypted_channel:
      return "encrypted_channel";
    case ReturnLoss::unwanted_channel:
      return "unwanted_channel";
    case ReturnLoss::not_subscribed:
      return "not_subscribed";
    case ReturnLoss::too_large:
      return "too_large";
    case ReturnLoss::refused:
      return "refused";
  }
  return {};
}

/// Whether no later attempt could have sent it; such messages go to the dead-letter topic.
[[nodiscard]] constexpr bool can_never_be_sent(ReturnLoss loss) noexcept {
  return loss != ReturnLoss::own_record && loss != ReturnLoss::expired &&
         loss != ReturnLoss::withdrawn && loss != ReturnLoss::superseded;
}

/// The outcome of one event.
struct ReturnOutcome {
  std::optional<ReturnLoss> loss{};  ///< empty: it was published
  std::string detail{};              ///< for a person: the server's words, or the limit
  Duration throttled{};              ///< the time for which it waited only for the rate limit
  std::uint32_t retries{};           ///< the number of further attempts
};

}  // namespace sluice
