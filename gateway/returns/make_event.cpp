#include "gateway/returns/make_event.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "gateway/core/delivery.hpp"
#include "gateway/returns/message_data.hpp"

namespace sluice::returns {
namespace {

bool is_own_record(const Message& message, std::string_view origin) noexcept {
  return !origin.empty() && header_of(message, origin_header) == origin;
}

// The monotonic time at which the message expires. Clocks differ: a message from the future counts
// as one of now.
Time fresh_until(const Message& message, Duration ttl, const ReturnMoment& moment) {
  const auto age = std::max(moment.wall_now - message.published_at, WallTime::duration::zero());
  return moment.now + (ttl - std::chrono::duration_cast<Time::duration>(age));
}

// Each key is replaced separately, per return; a topic without keys is one state.
std::string what_it_replaces(const Return& by, const Message& message) {
  return fmt::format("{}/{}", static_cast<std::uint32_t>(by.rule.id),
                     message.key.empty() ? message.topic : message.key);
}

/// A tombstone deletes its key, and no event can express that.
bool is_tombstone(const Message& message) noexcept {
  return message.payload.data() == nullptr;
}

}  // namespace

boost::system::result<ReturnEvent, Unsendable> make_event(const Return& by, MessageReader& message,
                                                          const ReturnMoment& moment) {
  const Message& given = message.message();
  if (by.rule.skip_own_records && is_own_record(given, moment.origin)) {
    return Unsendable{ReturnLoss::own_record};
  }
  if (is_tombstone(given)) {
    return Unsendable{ReturnLoss::missing_field, "the message is a tombstone: its value is null"};
  }
  ReturnEvent event;
  if (by.rule.ttl) event.expires_at = fresh_until(given, *by.rule.ttl, moment);
  if (event.expires_at <= moment.now) return Unsendable{ReturnLoss::expired};
  event.give_up_at = moment.now + by.rule.patience;
  if (by.rule.latest_only) event.replaces = what_it_replaces(by, given);

  Result<std::string> channel = by.channel.render(message);
  if (!channel) return Unsendable{ReturnLoss::missing_field, channel.error().message};
  event.channel = *std::move(channel);
  Result<std::string> name = by.event.render(message);
  if (!name) return Unsendable{ReturnLoss::missing_field, name.error().message};
  event.name = *std::move(name);
  std::optional<std::string> data = event_data(message, by.rule.binary, by.rule.wrap_text);
  if (!data) return Unsendable{ReturnLoss::binary, "the payload is not UTF-8 text"};
  event.data = *std::move(data);
  return event;
}

}  // namespace sluice::returns
