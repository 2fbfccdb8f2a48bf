#include "gateway/returns/rule_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "gateway/core/protocol_names.hpp"

namespace sluice::returns {
namespace {

// Whether the rendered text may begin with `prefix`.
bool may_begin_with(std::string_view prefix, const MessageTemplate& text) noexcept {
  const std::string_view known = text.literal_prefix();
  return known.starts_with(prefix) || (!text.is_literal() && prefix.starts_with(known));
}

bool is_subscribed(std::string_view channel, const Return& checked, const ChannelShares& shares) {
  return std::ranges::any_of(checked.rule.connections, [&](ConnectionId connection) {
    return shares.subscribes(connection, channel);
  });
}

}  // namespace

std::optional<std::string> channel_problem(const Return& checked, const ChannelShares& shares) {
  const MessageTemplate& channel = checked.channel;
  const std::string_view known = channel.literal_prefix();
  const bool is_client_event = checked.rule.publish == PublishMode::client_event;
  if (channel.is_literal() && known.empty()) return "must not be empty";
  if (!has_channel_characters(known)) {
    return "not a channel name: letters, digits and -_=@,.;";
  }
  if (known.size() > name_bytes_max) {
    return fmt::format("a channel name has at most {} bytes, not {}", name_bytes_max, known.size());
  }
  if (channel_type(known) == ChannelType::encrypted) {
    return "on an encrypted channel only the holder of its master key can publish";
  }
  if (is_client_event && !may_begin_with("private-", channel) &&
      !may_begin_with("presence-", channel)) {
    return "client events exist on private- and presence- channels only; see publish: http";
  }
  if (is_client_event && channel.is_literal() && !is_subscribed(known, checked, shares)) {
    return "not among the channels of the connections it goes to";
  }
  return std::nullopt;
}

std::optional<std::string> event_problem(const Return& checked) {
  const std::string_view known = checked.event.literal_prefix();
  if (checked.event.is_literal() && known.empty()) return "must not be empty";
  if (is_protocol_event(known)) {
    return "names that begin with pusher: are the protocol's own";
  }
  const bool gets_prefix =
      checked.rule.publish == PublishMode::client_event && !known.starts_with(client_prefix);
  const std::size_t bytes = known.size() + (gets_prefix ? client_prefix.size() : 0);
  if (bytes > name_bytes_max) {
    return fmt::format("an event name has at most {} bytes, not {}", name_bytes_max, bytes);
  }
  return std::nullopt;
}

}  // namespace sluice::returns
