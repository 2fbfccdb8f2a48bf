#include "gateway/channels/publish/publish_rules.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <string_view>

#include "gateway/core/protocol_names.hpp"

namespace sluice::channels {
namespace {

std::string too_long(std::string_view what, std::size_t size, std::size_t most) {
  return fmt::format("{} of {} bytes; at most {} are taken", what, size, most);
}

std::optional<Refusal> refusal_of_channel(std::string_view name) {
  if (name.empty()) return Refusal{ReturnLoss::bad_channel, "an empty channel name"};
  if (name.size() > name_bytes_max) {
    return Refusal{ReturnLoss::bad_channel,
                   too_long("a channel name", name.size(), name_bytes_max)};
  }
  if (!has_channel_characters(name)) {
    return Refusal{ReturnLoss::bad_channel,
                   "a channel name consists of letters, digits and -_=@,.;"};
  }
  if (channel_type(name) == ChannelType::encrypted) return Refusal{ReturnLoss::encrypted_channel};
  return std::nullopt;
}

std::optional<Refusal> refusal_of_name(std::string_view name, std::size_t most) {
  if (name.empty()) return Refusal{ReturnLoss::bad_event, "an empty event name"};
  if (name.size() > most) {
    return Refusal{ReturnLoss::bad_event, too_long("an event name", name.size(), most)};
  }
  if (is_protocol_event(name)) {
    return Refusal{ReturnLoss::bad_event, "names that start so are the protocol's own"};
  }
  if (!simdjson::validate_utf8(name.data(), name.size())) {
    return Refusal{ReturnLoss::bad_event, "an event name that is not UTF-8 text"};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Refusal> refusal_of(const ReturnEvent& event, const PublishLimits& limits) {
  if (auto refusal = refusal_of_channel(event.channel)) return refusal;
  if (auto refusal = refusal_of_name(event.name, limits.event_name)) return refusal;
  if (event.data.size() > limits.data) {
    return Refusal{ReturnLoss::too_large, too_long("data", event.data.size(), limits.data)};
  }
  return std::nullopt;
}

std::optional<Refusal> prepare_client_event(ReturnEvent& event, std::size_t data_max, bool wanted) {
  const bool prefixed = event.name.starts_with(client_prefix);
  PublishLimits limits{.data = data_max};
  if (!prefixed) limits.event_name -= client_prefix.size();
  if (auto refusal = refusal_of(event, limits)) return refusal;
  if (channel_type(event.channel) == ChannelType::open) {
    return Refusal{ReturnLoss::public_channel,
                   "client events exist on private- and presence- channels only"};
  }
  if (!wanted) {
    return Refusal{ReturnLoss::unwanted_channel,
                   "the connection is not configured to subscribe to it"};
  }
  if (!prefixed) event.name.insert(0, client_prefix);
  return std::nullopt;
}

}  // namespace sluice::channels
