#include "connectors/mqtt/mqtt_sink.hpp"

#include <fmt/format.h>

#include <random>

#include "connectors/mqtt/mqtt_connection.hpp"
#include "connectors/mqtt/mqtt_publish.hpp"
#include "connectors/mqtt/mqtt_reasons.hpp"
#include "gateway/telemetry/sparing_log.hpp"

namespace sluice::connectors {
namespace {

constexpr Duration pause{100};
constexpr std::string_view refused_by_paho = "the client library refuses it";

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
/// What is not acknowledged when the connection is lost goes back to the outbox, which submits it
/// again in order, so QoS 1 means at least once. With QoS 0 a message counts as delivered when it
/// was written to the connection. At most `window` messages are with Paho.
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

  Window window() const noexcept override { return settings_.limits(); }

  Admission submit(const Record& record, Ticket ticket) noexcept override {
    if (const auto fault = find_unpublishable(record, settings_.version, qos())) return fault->why;
    if (!connection_.connected()) return Admission::full;
    switch (publish(record, ticket)) {
      case MqttLink::Taken::yes:
        return Admission::accepted;
      case MqttLink::Taken::not_now:
        // A signal may make room earlier; this is for the case that none comes.
        again_ = context_.loop.after(pause, [this] { context_.listener.on_sink_ready(); });
        return Admission::full;
      case MqttLink::Taken::never:
        return Rejection{RejectionCode::invalid_text, refused_by_paho};
    }
    return Admission::full;
  }

  void abandon() noexcept override {
    for (const MqttSignal& signal : connection_.end()) take_outcome(signal);
    context_.probe.up.set(0);
    context_.listener.on_lost({});
  }

 private:
  MqttOwner& owner() noexcept { return *this; }

  [[nodiscard]] int qos() const noexcept { return static_cast<int>(settings_.qos); }

  [[nodiscard]] MqttLink::Taken publish(const Record& record, Ticket ticket) noexcept {
    // A state is what the broker keeps of a topic; an empty message that is kept ends it.
    const bool retain = settings_.retain || record.facts.change != Change::append;
    return connection_.link().publish(record, {qos(), retain}, ticket.sequence);
  }

  void on_caught_up() override { context_.listener.on_sink_ready(); }

  void on_connected(bool) override {
    context_.probe.up.set(1);
    context_.listener.on_sink_ready();
  }

  void on_lost(const MqttLoss& loss) override {
    context_.probe.errors.add();
    context_.probe.up.set(0);
    context_.listener.on_lost(
        {.blame = loss.soon ? Blame::a_record : Blame::nothing, .text = loss.text});
  }

  void on_signal(const MqttSignal& signal) override { take_outcome(signal); }

  void take_outcome(const MqttSignal& signal) {
    if (signal.kind == MqttSignal::Kind::delivered) {
      connection_.is_good();
      context_.listener.on_delivered(Ticket{signal.request});
    } else if (signal.kind == MqttSignal::Kind::refused) {
      take_refusal(signal);
    }
  }

  void take_refusal(const MqttSignal& signal) {
    const std::string reason = mqtt::exception::reason_code_str(signal.code);
    if (!is_permanent(signal.code)) {
      if (!connection_.connected()) return;
      return connection_.reopen("mqtt broker asks to try again", reason);
    }
    context_.listener.on_rejected(Ticket{signal.request}, {rejection_code_of(signal.code), reason});
  }

  const MqttSinkSettings settings_;
  SinkContext context_;
  telemetry::SparingLog sparing_;
  MqttConnection connection_;
  Loop::Handle again_;
};

}  // namespace

std::unique_ptr<Sink> make_mqtt_sink(const MqttSinkSettings& settings, SinkContext context) {
  return std::make_unique<MqttSink>(settings, std::move(context));
}

}  // namespace sluice::connectors
