#include "connectors/mqtt/mqtt_source.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "connectors/mqtt/mqtt_connection.hpp"
#include "connectors/mqtt/mqtt_subscriptions.hpp"
#include "connectors/mqtt/mqtt_topics.hpp"
#include "connectors/mqtt/mqtt_unsettled.hpp"
#include "gateway/telemetry/sparing_log.hpp"

namespace sluice::connectors {
namespace {

/// If the broker does not answer the goodbye by then, the source disconnects without the answer.
constexpr Time::duration goodbye_max = std::chrono::seconds{5};
/// The same at a stop, which the whole process waits for.
constexpr Time::duration last_goodbye_max = std::chrono::seconds{1};
/// The pause until the source looks whether its inbox has room again.
constexpr Duration room_pause{500};
/// Recovered messages that one turn of the loop hands on.
constexpr int recovered_per_turn = 250;

MqttClient client_of(const MqttSourceSettings& settings, const SourceContext& context) {
  return {.id = settings.client_id.empty() ? "sluice-" + context.name : settings.client_id,
          .session_expiry = settings.session_expiry};
}

/// Subscribes with Paho. Calls go to the Paho thread and answers come by the inbox, so everything
/// here happens on the shard's thread, and nothing here waits for Paho.
///
/// Paho acknowledges a message when it comes, so a late acknowledgement cannot slow the broker
/// down. Only a disconnect can: while paused, or while the inbox is full, there is no connection,
/// and the broker keeps new messages in the client's session. The listener bounds the number of
/// messages that have come and are not settled when it pauses the source. With QoS 0 the broker
/// keeps no message, so those of a pause are lost.
///
/// What the inbox has of earlier processes goes first: there is no connection before all of it is
/// handed on.
class MqttSource final : public Source, private MqttOwner {
 public:
  MqttSource(const MqttSourceSettings& settings, SourceContext context)
      : settings_(settings),
        context_(std::move(context)),
        sparing_(context_.log, context_.loop, {"source", context_.name}),
        unsettled_(std::move(context_.inbox)),
        connection_(
            settings_, client_of(settings, context_),
            {{"source", context_.name}, context_.loop, context_.log, sparing_, unsettled_.keeper()},
            owner()),
        subscriptions_(settings_, context_, sparing_, connection_) {
    context_.probe.lag.set(-1);
    follow_soon();
  }

  void pause() noexcept override { hold(true); }
  void resume() noexcept override { hold(false); }
  // An MQTT session has no parts that could be asked for one by one.
  void hold(Ticket, std::size_t) noexcept override {}
  void release(std::size_t) noexcept override {}

  void settle(Ticket ticket) noexcept override { unsettled_.settle(ticket); }

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
    note_pause();
  }

  /// It is asked for no more messages, for whichever reason.
  void note_pause() {
    context_.probe.paused.set(paused_ || no_room_ ? 1 : 0);
    follow_soon();
  }

  [[nodiscard]] bool wants_messages() const noexcept { return !paused_ && !no_room_ && !stopped_; }

  /// From the loop: `closed` is not called from within close().
  void follow_soon() {
    soon_ = context_.loop.after(Duration{0}, [this] { follow(); });
  }

  /// Connects or leaves, as the last call of pause(), resume() or stop() demands.
  void follow() {
    if (leaving_) return;
    hand_on_recovered();
    if (wants_messages()) {
      if (!unsettled_.has_recovered()) stay();
    } else if (open_ && !says_goodbye()) {
      leave();
    }
    if (open_) return;
    if (quiet_) std::exchange(quiet_, nullptr)();
    // Must be the last call here: it may destroy the source.
    if (closed_) std::exchange(closed_, nullptr)();
  }

  void hand_on_recovered() {
    for (int count = 0; wants_messages(); ++count) {
      if (count == recovered_per_turn) return follow_soon();
      const auto recovered = unsettled_.next_recovered();
      if (!recovered) return;
      context_.listener.on_message(recovered->message, recovered->ticket);
    }
  }

  /// The message that found no room is not acknowledged, and its connection is cut: that is no
  /// loss.
  void wait_for_room() {
    no_room_ = true;
    sparing_.warn("mqtt messages left to the broker", "the inbox is full");
    look_for_room();
    note_pause();
    if (open_ && !leaving_) leave();
  }

  void look_for_room() {
    room_again_ = context_.loop.after(room_pause, [this] {
      if (!unsettled_.has_room()) return look_for_room();
      no_room_ = false;
      note_pause();
    });
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
    subscriptions_.forget_requests();
    connection_.end();
  }

  void on_ended() override {
    leaving_ = false;
    open_ = false;
    if (stopped_) context_.note_up(false);
    follow();
  }

  void on_connected(bool session_kept) override { subscriptions_.renew(session_kept); }

  void on_lost(const MqttLoss&) override {
    context_.probe.errors.add();
    context_.note_up(false);
    subscriptions_.forget_requests();
    follow_soon();
  }

  void on_error(std::string text) override { context_.note_error(std::move(text)); }

  void on_signal(const MqttSignal& signal) override {
    if (signal.kind == MqttSignal::Kind::arrived) {
      take(signal.message, signal.request);
    } else if (signal.kind == MqttSignal::Kind::no_room) {
      wait_for_room();
    } else if (leaving_) {
      return;  // its requests are forgotten
    } else if (signal.kind == MqttSignal::Kind::subscribed) {
      subscriptions_.take_grant(signal);
    } else if (signal.kind == MqttSignal::Kind::subscription_refused) {
      subscriptions_.take_refusal(signal);
    } else if (signal.kind == MqttSignal::Kind::echoed) {
      echoed_ = signal.request;
      follow_soon();
    }
  }

  /// `number`: in the inbox; 0: it is not there.
  void take(const mqtt::const_message_ptr& message, Inbox::Number number) {
    const std::string& topic = message->get_topic();
    const auto brings = [&](const std::string& filter) { return filter_matches(filter, topic); };
    if (std::ranges::none_of(settings_.topics, brings)) {
      unsettled_.settle(number);
      return sparing_.warn(
          "mqtt message passed over",
          "the broker's session has a subscription that is not configured any more",
          telemetry::Field{"topic", topic});
    }
    const auto [view, ticket] = unsettled_.add(message, number);
    context_.listener.on_message(view, ticket);
  }

  const MqttSourceSettings settings_;
  SourceContext context_;
  telemetry::SparingLog sparing_;
  MqttUnsettled unsettled_;
  MqttConnection connection_;
  MqttSubscriptions subscriptions_;
  MqttRequest goodbye_ = 0;    ///< number of the last echo asked for
  MqttRequest echoed_ = 0;     ///< number of the last echo that came
  Time leave_by_ = never;      ///< the end of the last goodbye, once stopped
  Loop::Handle goodbye_over_;  ///< while saying goodbye
  Loop::Handle room_again_;
  Loop::Handle soon_;
  std::function<void()> quiet_;
  std::function<void()> closed_;
  bool open_ = false;
  bool leaving_ = false;  ///< until on_ended
  bool paused_ = false;
  bool no_room_ = false;  ///< in the inbox
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
