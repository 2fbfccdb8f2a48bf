#include "connectors/mqtt/mqtt_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <unordered_map>
#include <utility>

#include "connectors/mqtt/mqtt_arrival.hpp"
#include "connectors/mqtt/mqtt_connection.hpp"
#include "connectors/mqtt/mqtt_topics.hpp"
#include "gateway/telemetry/sparing_log.hpp"

namespace sluice::connectors {
namespace {

/// A refusal is a matter of the broker's configuration: it may change, but not by the minute.
constexpr Duration ask_again_after{60'000};
/// If the broker does not answer the goodbye by then, the source disconnects without the answer.
constexpr Time::duration goodbye_max = std::chrono::seconds{5};
/// The same at a stop, which the whole process waits for.
constexpr Time::duration last_goodbye_max = std::chrono::seconds{1};

MqttClient client_of(const MqttSourceSettings& settings, const SourceContext& context) {
  return {.id = settings.client_id.empty() ? "sluice-" + context.name : settings.client_id,
          .session_expiry = settings.session_expiry};
}

/// Subscribes with Paho. Calls go to the Paho thread and answers come by the inbox, so everything
/// here happens on the shard's thread, and nothing here waits for Paho.
///
/// Paho acknowledges a message when it comes, so a late acknowledgement cannot slow the broker
/// down. Only a disconnect can: while paused there is no connection, and the broker keeps new
/// messages in the client's session. The death of the process loses the messages that have come and
/// are not settled. The listener bounds their number when it pauses the source. With QoS 0 the
/// broker keeps no message, so those of a pause are lost.
class MqttSource final : public Source, private MqttOwner {
 public:
  MqttSource(const MqttSourceSettings& settings, SourceContext context)
      : settings_(settings),
        context_(std::move(context)),
        sparing_(context_.log, context_.loop, {"source", context_.name}),
        granted_(settings.topics.size(), false),
        connection_(settings_, client_of(settings, context_),
                    {{"source", context_.name}, context_.loop, context_.log, sparing_}, owner()) {
    context_.probe.lag.set(-1);
    connection_.open();
  }

  void pause() noexcept override { hold(true); }
  void resume() noexcept override { hold(false); }
  // An MQTT session has no parts that could be asked for one by one.
  void hold(Ticket, std::size_t) noexcept override {}
  void release(std::size_t) noexcept override {}

  void settle(Ticket ticket) noexcept override { arrivals_.erase(ticket.sequence); }

  /// Leaves the broker: the messages that it sends until then come before `quiet`.
  void stop(std::function<void()> quiet) noexcept override {
    stopped_ = true;
    quiet_ = std::move(quiet);
    leave_by_ = context_.loop.now() + last_goodbye_max;
    follow_soon();
  }

  void close(Time deadline, std::function<void()> closed) noexcept override {
    leave_by_ = std::min(leave_by_, deadline);
    closed_ = std::move(closed);
    follow_soon();
  }

 private:
  MqttOwner& owner() noexcept { return *this; }

  void hold(bool paused) {
    paused_ = paused;
    context_.probe.paused.set(paused ? 1 : 0);
    follow_soon();
  }

  /// From the loop: `closed` is not called from within close().
  void follow_soon() {
    soon_ = context_.loop.after(Duration{0}, [this] { follow(); });
  }

  /// Connects or leaves, as the last call of pause(), resume() or stop() demands.
  void follow() {
    if (leaving_) return;
    if (!paused_ && !stopped_) {
      stay();
    } else if (open_ && !says_goodbye()) {
      leave();
    }
    if (open_) return;
    if (quiet_) std::exchange(quiet_, nullptr)();
    // Must be the last call here: it may destroy the source.
    if (closed_) std::exchange(closed_, nullptr)();
  }

  void stay() {
    goodbye_over_.reset();
    if (!std::exchange(open_, true)) connection_.open();
  }

  /// Waits for an echo before it leaves. Paho closes a connection without reading what is still
  /// coming; then a broker that is busy sending may never read our acknowledgements, and would send
  /// the same messages again, for ever if that happened each time.
  bool says_goodbye() {
    if (!connection_.connected()) return false;
    if (goodbye_over_) return echoed_ != goodbye_;
    connection_.link().ask_for_echo(++goodbye_);
    const auto left = std::clamp(leave_by_ - context_.loop.now(), Time::duration{0}, goodbye_max);
    goodbye_over_ = context_.loop.after(std::chrono::floor<Duration>(left), [this] {
      echoed_ = goodbye_;
      follow_soon();
    });
    return true;
  }

  /// Messages that have come by then are still handed on, up to on_ended.
  void leave() {
    leaving_ = true;
    goodbye_over_.reset();
    forget_requests();
    connection_.end();
  }

  void on_ended() override {
    leaving_ = false;
    open_ = false;
    if (stopped_) context_.probe.up.set(0);
    follow();
  }

  void on_connected(bool session_kept) override {
    // At first nothing is granted: the topics may not be those of the session.
    if (!session_kept) granted_.assign(granted_.size(), false);
    subscribe();
    note_answers();
  }

  void on_lost(const MqttLoss&) override {
    context_.probe.errors.add();
    context_.probe.up.set(0);
    forget_requests();
    follow_soon();
  }

  void on_error(std::string text) override { context_.note_error(std::move(text)); }

  void on_signal(const MqttSignal& signal) override {
    if (signal.kind == MqttSignal::Kind::arrived) {
      take(signal.message);
    } else if (leaving_) {
      return;  // its requests are forgotten
    } else if (signal.kind == MqttSignal::Kind::subscribed) {
      take_grant(signal);
    } else if (signal.kind == MqttSignal::Kind::subscription_refused) {
      take_refusal(signal);
    } else if (signal.kind == MqttSignal::Kind::echoed) {
      echoed_ = signal.request;
      follow_soon();
    }
  }

  /// Sends one request for each filter, so that each answer is about one filter.
  void subscribe() {
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
  [[nodiscard]] std::string_view why_not_offered(std::string_view filter) const noexcept {
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

  void take_grant(const MqttSignal& signal) {
    granted_[signal.request] = true;
    if (signal.code < settings_.qos) {
      sparing_.warn("mqtt subscription granted with qos 0 only", settings_.topics[signal.request]);
    }
    --unanswered_;
    note_answers();
  }

  void take_refusal(const MqttSignal& signal) {
    note_refusal(settings_.topics[signal.request], signal.text);
    --unanswered_;
    note_answers();
  }

  void note_refusal(std::string_view filter, std::string_view why) {
    context_.probe.errors.add();
    context_.note_error(fmt::format("topic {}: {}", filter, why));
    sparing_.warn("mqtt subscription refused", why, telemetry::Field{"topic", filter});
    // While a link ends it takes no calls; the next connection subscribes anyway.
    ask_again_ = context_.loop.after(ask_again_after, [this] {
      if (connection_.connected()) subscribe();
    });
  }

  void note_answers() {
    if (unanswered_ == 0) context_.probe.up.set(1);
  }

  void forget_requests() {
    unanswered_ = 0;
    ask_again_.reset();
  }

  void take(const mqtt::const_message_ptr& message) {
    const std::string& topic = message->get_topic();
    const auto brings = [&](const std::string& filter) { return filter_matches(filter, topic); };
    if (std::ranges::none_of(settings_.topics, brings)) {
      return sparing_.warn(
          "mqtt message passed over",
          "the broker's session has a subscription that is not configured any more",
          telemetry::Field{"topic", topic});
    }
    const Ticket ticket{next_ticket_++};
    const auto [entry, added] =
        arrivals_.try_emplace(ticket.sequence, message, std::chrono::system_clock::now());
    context_.listener.on_message(entry->second.view(), ticket);
  }

  const MqttSourceSettings settings_;
  SourceContext context_;
  telemetry::SparingLog sparing_;
  std::vector<bool> granted_;   ///< for each topic: the broker's session has the subscription
  std::size_t unanswered_ = 0;  ///< requests to subscribe
  std::unordered_map<std::uint64_t, MqttArrival> arrivals_;
  std::uint64_t next_ticket_ = 0;
  MqttConnection connection_;
  MqttRequest goodbye_ = 0;    ///< number of the last echo asked for
  MqttRequest echoed_ = 0;     ///< number of the last echo that came
  Time leave_by_ = never;      ///< the end of the last goodbye, once stopped
  Loop::Handle goodbye_over_;  ///< while saying goodbye
  Loop::Handle ask_again_;
  Loop::Handle soon_;
  std::function<void()> quiet_;
  std::function<void()> closed_;
  bool open_ = true;
  bool leaving_ = false;  ///< until on_ended
  bool paused_ = false;
  bool stopped_ = false;
};

}  // namespace

std::unique_ptr<Source> make_mqtt_source(const MqttSourceSettings& settings,
                                         SourceContext context) {
  return std::make_unique<MqttSource>(settings, std::move(context));
}

bool may_read(const MqttSourceSettings& source, const MqttSinkSettings& sink,
              std::string_view topic_glob) {
  const auto from = config::parse_mqtt_url(source.url);
  const auto to = config::parse_mqtt_url(sink.url);
  if (!from || !to || from->host != to->host || from->port != to->port) return false;
  return std::ranges::any_of(source.topics, [&](const std::string& filter) {
    return filter_may_match(filter, topic_glob);
  });
}

}  // namespace sluice::connectors
