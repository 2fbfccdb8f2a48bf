#include "connectors/mqtt/mqtt_sink.hpp"

#include <fmt/format.h>

#include <fstream>
#include <optional>
#include <random>
#include <stdexcept>

#include "config/url.hpp"
#include "connectors/delivery/in_flight.hpp"
#include "connectors/delivery/sparing_log.hpp"
#include "connectors/mqtt/connect_diagnosis.hpp"
#include "connectors/mqtt/mqtt_inbox.hpp"
#include "connectors/mqtt/mqtt_link.hpp"
#include "connectors/mqtt/mqtt_reasons.hpp"
#include "connectors/mqtt/mqtt_topic.hpp"
#include "gateway/core/backoff.hpp"

namespace sluice::connectors {
namespace {

/// A connection that stood so long was a good one: the next attempts start close together again.
constexpr Duration stable_after{10'000};
/// Beyond Paho's own timeout, for an attempt of which nothing is heard.
constexpr Duration grace{5'000};
constexpr Duration pause{100};
constexpr std::string_view refused_by_paho = "the client library refuses it";
/// The largest PUBLISH is 268,435,455 bytes with its topic and properties.
constexpr std::size_t payload_max = 268'000'000;

std::string client_id_of(const MqttSettings& settings, const SinkContext& context) {
  if (!settings.client_id.empty()) {
    if (context.shard == 0) return settings.client_id;
    return fmt::format("{}-{}", settings.client_id, context.shard);
  }
  std::random_device random;
  return fmt::format("sluice-{}-{}-{:08x}", context.name, context.shard, random());
}

void require_readable(const char* field, const std::string& path) {
  if (path.empty() || std::ifstream{path}.good()) return;
  throw std::runtime_error(fmt::format("mqtt tls.{}: cannot read {}", field, path));
}

config::Url endpoint_of(const MqttSettings& settings) {
  auto endpoint = config::parse_mqtt_url(settings.url);
  if (!endpoint) throw std::runtime_error("mqtt url " + endpoint.error().message);
  return *endpoint;
}

/// Publishes with Paho. Its callbacks come by the inbox, so everything here happens on the shard's
/// thread, and nothing of Paho's is called from within a callback or waited for.
///
/// A lost connection costs nothing that was accepted: what is not acknowledged is published again,
/// in order, on the next one, so QoS 1 means at least once. With QoS 0 a message counts as
/// delivered when it was written to the connection. At most `window` messages are with Paho.
class MqttSink final : public Sink, private MqttReceiver {
 public:
  MqttSink(const MqttSettings& settings, SinkContext context)
      : settings_(settings),
        context_(std::move(context)),
        endpoint_(endpoint_of(settings)),
        client_id_(client_id_of(settings, context_)),
        sparing_(context_.log, context_.loop, {"sink", context_.name}) {
    require_readable("ca_file", settings.tls.ca_file);
    require_readable("cert_file", settings.tls.cert_file);
    require_readable("key_file", settings.tls.key_file);
    open_link();
  }

  ~MqttSink() {
    if (link_ && connected_) link_->disconnect();
  }

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
    abandoned_ = true;
    soon_ = context_.loop.after(Duration{0}, [this] {
      drop_link();
      for (auto slot = in_flight_.next_unsent(); slot != InFlight::none;
           slot = in_flight_.next_unsent()) {
        settle(slot, Outcome::unavailable);
      }
    });
  }

 private:
  void open_link() {
    link_.emplace(settings_, endpoint_, client_id_, context_.loop, receiver());
    deadline_ = context_.loop.after(settings_.connect_timeout + grace,
                                    [this] { reopen("mqtt connection failed", "no answer"); });
  }

  MqttReceiver& receiver() noexcept { return *this; }

  static std::string_view why_not(const Record& record) noexcept {
    if (record.payload.size() > payload_max) return "payload larger than MQTT can carry";
    return why_no_mqtt_topic(record.topic);
  }

  [[nodiscard]] bool has_room() const noexcept {
    return connected_ && with_client_ < static_cast<std::size_t>(settings_.window) &&
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
    const MqttLink::Taken taken = link_->publish(in_flight_.record(slot), slot);
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
    while (connected_ && in_flight_.next_unsent() != InFlight::none &&
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

  void on_signals(std::span<const MqttSignal> signals) override {
    for (const MqttSignal& signal : signals) {
      // What follows the end of a link came from that link.
      if (!take(signal)) return;
    }
    go_on();
  }

  /// False when the link is gone.
  bool take(const MqttSignal& signal) {
    switch (signal.kind) {
      case MqttSignal::Kind::connected:
        enter_connected();
        return true;
      case MqttSignal::Kind::connect_failed:
        fail_to_connect(signal.text);
        return false;
      case MqttSignal::Kind::lost:
        reopen("mqtt connection lost", signal.text);
        return false;
      case MqttSignal::Kind::delivered:
        --with_client_;
        reopen_after_.reset();
        settle(signal.slot, Outcome::delivered);
        return true;
      case MqttSignal::Kind::refused:
        return take_refusal(signal);
      case MqttSignal::Kind::diagnosed:
        sparing_.warn("mqtt connection failed",
                      signal.text.empty() ? "the broker did not answer as MQTT" : signal.text,
                      telemetry::Field{"url", settings_.url});
        return true;
    }
    return true;
  }

  void enter_connected() {
    connected_ = true;
    connected_at_ = context_.loop.now();
    deadline_.reset();
    context_.probe.up.set(1);
    context_.log.info("mqtt connected", {{"sink", context_.name}, {"url", settings_.url}});
  }

  void fail_to_connect(const std::string& refusal) {
    if (refusal.empty()) {
      // Logged when it is known which of the many reasons it was.
      diagnosis_.emplace(endpoint_, settings_.tls, context_.loop, receiver());
      schedule_reopen();
    } else {
      reopen("mqtt connection failed", refusal);
    }
  }

  bool take_refusal(const MqttSignal& signal) {
    const std::string reason = mqtt::exception::reason_code_str(signal.code);
    if (!is_permanent(signal.code)) {
      reopen("mqtt broker asks to try again", reason);
      return false;
    }
    --with_client_;
    warn_of_rejection(in_flight_.record(signal.slot), reason);
    settle(signal.slot, Outcome::rejected);
    return true;
  }

  void settle(InFlight::Slot slot, Outcome outcome) {
    context_.listener.on_outcome(in_flight_.remove(slot), outcome);
  }

  void reopen(std::string_view what, std::string_view why) {
    sparing_.warn(what, why, telemetry::Field{"url", settings_.url});
    schedule_reopen();
  }

  void schedule_reopen() {
    context_.probe.errors.add();
    if (connected_ && context_.loop.now() - connected_at_ >= stable_after) reopen_after_.reset();
    drop_link();
    if (abandoned_) return;
    retry_ = context_.loop.after(reopen_after_.next(random_), [this] {
      try {
        open_link();
      } catch (const std::exception& problem) {
        reopen("mqtt connection failed", problem.what());
      }
    });
  }

  /// Everything without an outcome is to be sent again.
  void drop_link() {
    connected_ = false;
    context_.probe.up.set(0);
    deadline_.reset();
    link_.reset();
    with_client_ = 0;
    in_flight_.rewind();
  }

  const MqttSettings settings_;
  SinkContext context_;
  const config::Url endpoint_;
  const std::string client_id_;
  SparingLog sparing_;
  InFlight in_flight_;
  std::size_t with_client_ = 0;  ///< published, not acknowledged
  std::optional<MqttLink> link_;
  std::optional<ConnectDiagnosis> diagnosis_;
  Random random_{std::random_device{}()};
  Backoff reopen_after_{Duration{500}, Duration{30'000}};
  Time connected_at_{};
  Loop::Handle deadline_;
  Loop::Handle retry_;
  Loop::Handle again_;
  Loop::Handle soon_;
  bool connected_ = false;
  bool refused_ = true;  ///< somebody waits for on_sink_ready, from the start
  bool closed_ = false;
  bool abandoned_ = false;
};

}  // namespace

std::unique_ptr<Sink> make_mqtt_sink(const MqttSettings& settings, SinkContext context) {
  return std::make_unique<MqttSink>(settings, std::move(context));
}

}  // namespace sluice::connectors
