#include "connectors/mqtt/mqtt_sink.hpp"

#include <fmt/format.h>

#include <random>

#include "connectors/delivery/in_flight.hpp"
#include "connectors/mqtt/mqtt_connection.hpp"
#include "connectors/mqtt/mqtt_reasons.hpp"
#include "connectors/mqtt/mqtt_topics.hpp"
#include "gateway/telemetry/sparing_log.hpp"

namespace sluice::connectors {
namespace {

constexpr Duration pause{100};
constexpr std::string_view refused_by_paho = "the client library refuses it";
/// The largest PUBLISH is 268,435,455 bytes with its topic and properties.
constexpr std::size_t payload_max = 268'000'000;

std::string client_id_of(const MqttSinkSettings& settings, const SinkContext& context) {
  if (!settings.client_id.empty()) {
    if (context.shard == 0) return settings.client_id;
    return fmt::format("{}-{}", settings.client_id, context.shard);
  }
  std::random_device random;
  return fmt::format("sluice-{}-{}-{:08x}", context.name, context.shard, random());
}

MqttClient client_of(const MqttSinkSettings& settings, const SinkContext& context) {
  return {.id = client_id_of(settings, context),
          .window = static_cast<std::size_t>(settings.window)};
}

/// Publishes with Paho. Its callbacks come by the inbox, so everything here happens on the shard's
/// thread, and nothing of Paho's is called from within a callback or waited for.
///
/// A lost connection costs nothing that was accepted: what is not acknowledged is published again,
/// in order, on the next one, so QoS 1 means at least once. With QoS 0 a message counts as
/// delivered when it was written to the connection. At most `window` messages are with Paho.
class MqttSink final : public Sink, private MqttOwner {
 public:
  MqttSink(const MqttSinkSettings& settings, SinkContext context)
      : settings_(settings),
        context_(std::move(context)),
        sparing_(context_.log, context_.loop, {"sink", context_.name}),
        connection_(settings_, client_of(settings, context_),
                    {{"sink", context_.name}, context_.loop, context_.log, sparing_}, owner()) {
    connection_.open();
  }

  ~MqttSink() { connection_.disconnect(); }

  Admission submit(const Record& record, Ticket ticket) noexcept override {
    if (closed_) return Admission::closed;
    if (const auto why = why_not(record); !why.empty()) {
      warn_of_rejection(record, why);
      return Admission::rejected;
    }
    if (!has_room()) return refuse_for_now();
    const InFlight::Slot slot = in_flight_.add(record, ticket);
    const MqttLink::Taken taken = send_next();
    if (taken == MqttLink::Taken::yes) return Admission::accepted;
    in_flight_.remove(slot);
    if (taken == MqttLink::Taken::not_now) return refuse_for_now();
    warn_of_rejection(record, refused_by_paho);
    return Admission::rejected;
  }

  void close() noexcept override { closed_ = true; }

  void abandon() noexcept override {
    closed_ = true;
    soon_ = context_.loop.after(Duration{0}, [this] {
      connection_.end();
      start_over();
      for (auto slot = in_flight_.next_unsent(); slot != InFlight::none;
           slot = in_flight_.next_unsent()) {
        settle(slot, Outcome::unavailable);
      }
    });
  }

 private:
  MqttOwner& owner() noexcept { return *this; }

  static std::string_view why_not(const Record& record) noexcept {
    if (record.payload.size() > payload_max) return "payload larger than MQTT can carry";
    return why_no_mqtt_topic(record.topic);
  }

  [[nodiscard]] bool has_room() const noexcept {
    return connection_.connected() && with_client_ < static_cast<std::size_t>(settings_.window) &&
           in_flight_.next_unsent() == InFlight::none;
  }

  Admission refuse_for_now() noexcept {
    refused_ = true;
    return Admission::full;
  }

  void warn_of_rejection(const Record& record, std::string_view why) {
    sparing_.warn("record rejected", why, telemetry::Field{"topic", record.topic});
  }

  [[nodiscard]] MqttLink::Taken send_next() noexcept {
    const InFlight::Slot slot = in_flight_.next_unsent();
    const Record& record = in_flight_.record(slot);
    // A state is what the broker keeps of a topic; an empty message that is kept ends it.
    const bool retain = settings_.retain || record.facts.change != Change::append;
    const MqttLink::Taken taken =
        connection_.link().publish(record, {static_cast<int>(settings_.qos), retain}, slot);
    if (taken == MqttLink::Taken::yes) {
      in_flight_.mark_sent();
      ++with_client_;
    } else if (taken == MqttLink::Taken::not_now) {
      // The next signal tries again; this is for the case that none comes.
      again_ = context_.loop.after(pause, [this] { go_on(); });
    }
    return taken;
  }

  void send_unsent() {
    while (connection_.connected() && in_flight_.next_unsent() != InFlight::none &&
           with_client_ < static_cast<std::size_t>(settings_.window)) {
      const InFlight::Slot slot = in_flight_.next_unsent();
      const MqttLink::Taken taken = send_next();
      if (taken == MqttLink::Taken::not_now) return;
      if (taken == MqttLink::Taken::yes) continue;
      warn_of_rejection(in_flight_.record(slot), refused_by_paho);
      settle(slot, Outcome::rejected);
    }
  }

  /// Sends what waits, and then says that there is room for more.
  void go_on() {
    send_unsent();
    if (!refused_ || !has_room()) return;
    refused_ = false;
    context_.listener.on_sink_ready();
  }

  void on_caught_up() override { go_on(); }

  void on_connected(bool) override { context_.probe.up.set(1); }

  void on_lost() override {
    context_.probe.errors.add();
    start_over();
  }

  void on_signal(const MqttSignal& signal) override {
    if (signal.kind == MqttSignal::Kind::delivered) {
      --with_client_;
      connection_.is_good();
      settle(signal.slot, Outcome::delivered);
    } else if (signal.kind == MqttSignal::Kind::refused) {
      take_refusal(signal);
    }
  }

  void take_refusal(const MqttSignal& signal) {
    const std::string reason = mqtt::exception::reason_code_str(signal.code);
    if (!is_permanent(signal.code)) {
      return connection_.reopen("mqtt broker asks to try again", reason);
    }
    --with_client_;
    warn_of_rejection(in_flight_.record(signal.slot), reason);
    settle(signal.slot, Outcome::rejected);
  }

  void settle(InFlight::Slot slot, Outcome outcome) {
    context_.listener.on_outcome(in_flight_.remove(slot), outcome);
  }

  /// Everything without an outcome is to be sent again.
  void start_over() {
    context_.probe.up.set(0);
    with_client_ = 0;
    in_flight_.rewind();
  }

  const MqttSinkSettings settings_;
  SinkContext context_;
  telemetry::SparingLog sparing_;
  InFlight in_flight_;
  std::size_t with_client_ = 0;  ///< published, not acknowledged
  MqttConnection connection_;
  Loop::Handle again_;
  Loop::Handle soon_;
  bool refused_ = true;  ///< somebody waits for on_sink_ready, from the start
  bool closed_ = false;
};

}  // namespace

std::unique_ptr<Sink> make_mqtt_sink(const MqttSinkSettings& settings, SinkContext context) {
  return std::make_unique<MqttSink>(settings, std::move(context));
}

}  // namespace sluice::connectors
