#include "connectors/mqtt/mqtt_sink.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <random>
#include <utility>

#include "connectors/mqtt/mqtt_connection.hpp"
#include "connectors/mqtt/mqtt_publish.hpp"
#include "connectors/mqtt/mqtt_reasons.hpp"
#include "connectors/topic_pauses.hpp"
#include "gateway/telemetry/sparing_log.hpp"

namespace sluice::connectors {
namespace {

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

/// Publishes with Paho. Calls go to the Paho thread and answers come by the inbox, so everything
/// here happens on the shard's thread, and nothing here waits for Paho.
///
/// Records that are not acknowledged when the connection is lost go back to the outbox, which
/// submits them again in order, so QoS 1 means at least once. With QoS 0 a message counts as
/// delivered when it was written to the connection. At most `window` messages are with Paho.
///
/// A broker answers in order, so the first message that it refuses for now is the first to come
/// again. Its topic then waits, and the others go on.
class MqttSink final : public Sink, private MqttOwner {
 public:
  MqttSink(const MqttSinkSettings& settings, SinkContext context)
      : settings_(settings),
        context_(std::move(context)),
        sparing_(context_.log, context_.loop, {"sink", context_.name}),
        pauses_(context_.loop, context_.listener),
        connection_(settings_, client_of(settings, context_),
                    {{"sink", context_.name}, context_.loop, context_.log, sparing_}, owner()) {
    connection_.open();
  }

  ~MqttSink() { connection_.say_goodbye(); }

  Window window() const noexcept override { return settings_.limits(); }

  Admission submit(const Record& record, Ticket ticket) noexcept override {
    // The broker keeps a state as a retained message, and an empty retained message deletes it.
    const MqttPublishing how{qos(), settings_.retain || record.facts.change != Change::append};
    if (const auto fault = find_unpublishable(record, settings_.version, qos())) {
      return fault->why;
    }
    if (!has_room()) return Admission::full;
    if (held_up_ && ticket.sequence == held_up_->sequence) {
      held_up_.reset();
      return pauses_.pause(record.topic);
    }
    if (const auto waits = pauses_.lane_of(record.topic)) return *waits;
    const MqttLimits& limits = connection_.limits();
    if (const auto excess = find_excess(record, settings_.version, how, limits)) {
      return *excess;
    }
    connection_.link().publish(record, how, ticket.sequence);
    ++with_client_;
    return Admission::accepted;
  }

  void abandon() noexcept override { connection_.end(); }

 private:
  MqttOwner& owner() noexcept { return *this; }

  [[nodiscard]] int qos() const noexcept { return static_cast<int>(settings_.qos); }

  /// The broker may want fewer messages at a time than our window.
  [[nodiscard]] bool has_room() const noexcept {
    return connection_.connected() &&
           (qos() == 0 || with_client_ < connection_.limits().receive_maximum);
  }

  void on_caught_up() override { context_.listener.on_sink_ready(); }

  void on_connected(bool) override {
    context_.note_up(true);
    context_.listener.on_sink_ready();
  }

  void on_lost(const MqttLoss& loss) override {
    context_.probe.errors.add();
    context_.note_up(false);
    with_client_ = 0;
    held_up_ = std::exchange(refused_, std::nullopt);
    context_.listener.on_lost(
        {.blame = loss.soon ? Blame::a_record : Blame::nothing, .text = loss.text});
  }

  void on_error(std::string text) override { context_.note_error(std::move(text)); }

  void on_ended() override {
    context_.note_up(false);
    context_.listener.on_lost({});
  }

  void on_signal(const MqttSignal& signal) override {
    const Ticket ticket{signal.request};
    if (signal.kind == MqttSignal::Kind::delivered) {
      --with_client_;
      connection_.is_good();
      context_.listener.on_delivered(ticket);
    } else if (signal.kind == MqttSignal::Kind::unusable) {
      --with_client_;
      context_.listener.on_rejected(ticket, {RejectionCode::invalid_text, signal.text});
    } else if (signal.kind == MqttSignal::Kind::refused) {
      take_refusal(signal);
    }
  }

  void take_refusal(const MqttSignal& signal) {
    const std::string reason = mqtt::exception::reason_code_str(signal.code);
    if (!is_permanent(signal.code, settings_.errors)) {
      if (!refused_) refused_ = Ticket{signal.request};
      return connection_.reopen("mqtt broker asks to try again", reason);
    }
    --with_client_;
    context_.listener.on_rejected(Ticket{signal.request}, {rejection_code_of(signal.code), reason});
  }

  const MqttSinkSettings settings_;
  SinkContext context_;
  telemetry::SparingLog sparing_;
  TopicPauses pauses_;
  MqttConnection connection_;
  std::size_t with_client_ = 0;    ///< published on this connection, without an answer
  std::optional<Ticket> refused_;  ///< the first on this connection that is to come again
  std::optional<Ticket> held_up_;  ///< the same of the connection before, until it has come
};

}  // namespace

std::unique_ptr<Sink> make_mqtt_sink(const MqttSinkSettings& settings, SinkContext context) {
  return std::make_unique<MqttSink>(settings, std::move(context));
}

}  // namespace sluice::connectors
