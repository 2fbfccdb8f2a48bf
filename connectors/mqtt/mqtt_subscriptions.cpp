#include "connectors/mqtt/mqtt_subscriptions.hpp"

#include <fmt/format.h>

#include <string>

#include "connectors/mqtt/mqtt_topics.hpp"

namespace sluice::connectors {
namespace {

/// A refusal is a matter of the broker's configuration: it may change, but not by the minute.
constexpr Duration ask_again_after{60'000};

}  // namespace

MqttSubscriptions::MqttSubscriptions(const MqttSourceSettings& settings,
                                     const SourceContext& context, telemetry::SparingLog& sparing,
                                     MqttConnection& connection)
    : settings_(settings),
      context_(context),
      sparing_(sparing),
      connection_(connection),
      granted_(settings.topics.size(), false) {}

void MqttSubscriptions::renew(bool session_kept) {
  // At first nothing is granted: the topics may not be those of the session.
  if (!session_kept) granted_.assign(granted_.size(), false);
  subscribe();
  note_answers();
}

/// Sends one request for each filter, so that each answer is about one filter.
void MqttSubscriptions::subscribe() {
  for (std::size_t i = 0; i < granted_.size(); ++i) {
    if (granted_[i]) continue;
    const std::string& filter = settings_.topics[i];
    if (const auto why = why_not_offered(filter); !why.empty()) {
      note_refusal(filter, why);
      continue;
    }
    connection_.link().subscribe(filter, static_cast<int>(settings_.qos), i);
    ++unanswered_;
  }
}

/// Brokers close the connection for a filter of a kind that they have excluded.
std::string_view MqttSubscriptions::why_not_offered(std::string_view filter) const noexcept {
  const MqttLimits& limits = connection_.limits();
  const std::string_view shared = filter_within_share(filter);
  if (shared.size() != filter.size() && !limits.shared_subscriptions) {
    return "the broker has no shared subscriptions";
  }
  if (shared.find_first_of("+#") != shared.npos && !limits.wildcard_subscriptions) {
    return "the broker has no subscriptions with wildcards";
  }
  return {};
}

void MqttSubscriptions::take_grant(const MqttSignal& signal) {
  granted_[signal.request] = true;
  if (signal.code < settings_.qos) {
    sparing_.warn("mqtt subscription granted with qos 0 only", settings_.topics[signal.request]);
  }
  --unanswered_;
  note_answers();
}

void MqttSubscriptions::take_refusal(const MqttSignal& signal) {
  note_refusal(settings_.topics[signal.request], signal.text);
  --unanswered_;
  note_answers();
}

void MqttSubscriptions::note_refusal(std::string_view filter, std::string_view why) {
  context_.probe.errors.add();
  context_.note_error(fmt::format("topic {}: {}", filter, why));
  sparing_.warn("mqtt subscription refused", why, telemetry::Field{"topic", filter});
  // While a link ends it takes no calls; the next connection subscribes anyway.
  ask_again_ = context_.loop.after(ask_again_after, [this] {
    if (connection_.connected()) subscribe();
  });
}

void MqttSubscriptions::note_answers() {
  if (unanswered_ == 0) context_.note_up(true);
}

void MqttSubscriptions::forget_requests() {
  unanswered_ = 0;
  ask_again_.reset();
}

}  // namespace sluice::connectors
