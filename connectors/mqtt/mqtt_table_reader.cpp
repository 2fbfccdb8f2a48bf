#include "connectors/mqtt/mqtt_table_reader.hpp"

#include <fmt/format.h>

#include <random>
#include <set>
#include <utility>

#include "connectors/mqtt/mqtt_connection.hpp"
#include "gateway/telemetry/sparing_log.hpp"

namespace sluice::connectors {
namespace {

/// A refusal is a matter of the broker's configuration: it may change, but not by the minute.
constexpr Duration ask_again_after{60'000};
/// A broker may still find a retained message this long after its last answer.
constexpr Duration quiet_for{1'000};

MqttClient client_of(const MqttSinkSettings& settings, const TableContext& context) {
  const std::string_view own = settings.client_id;
  std::random_device random;
  return {.id = own.empty() ? fmt::format("sluice-{}-table-{}-{:08x}", context.name, context.shard,
                                          random())
                            : fmt::format("{}-table-{}", own, context.shard)};
}

std::vector<std::string> filters_of(const std::vector<RowTopics>& topics) {
  std::set<std::string> filters;
  for (const RowTopics& each : topics) filters.insert(filter_of(each));
  return {filters.begin(), filters.end()};
}

/// Uses a client of its own. Brokers queue a limited number of messages per client: it therefore
/// subscribes to one filter at a time, and with QoS 0, whose messages are sent at once.
///
/// MQTT does not mark the last retained message. A filter is finished when no retained message came
/// between a request for an echo and that echo: brokers that handle a client's packets one by one
/// (Mosquitto) have then sent all of them. Other brokers look up retained messages in parallel: for
/// these, the reading ends after a second of silence. A message that comes later still leaves a row
/// that stays until the next start.
class MqttTableReader final : public TableReader, private MqttOwner {
 public:
  MqttTableReader(const MqttSinkSettings& settings, TableContext context)
      : settings_(settings),
        context_(std::move(context)),
        filters_(filters_of(context_.topics)),
        sparing_(context_.log, context_.loop, {"table", context_.name}),
        connection_(settings_, client_of(settings, context_),
                    {{"table", context_.name}, context_.loop, context_.log, sparing_}, owner()) {
    connection_.open();
  }

  ~MqttTableReader() override { connection_.say_goodbye(); }

 private:
  MqttOwner& owner() noexcept { return *this; }

  void on_connected(bool) override { begin(); }

  void on_lost(const MqttLoss&) override {
    context_.probe.errors.add();
    timer_.reset();
  }

  void on_ended() override { context_.listener.on_read(); }

  void on_signal(const MqttSignal& signal) override {
    if (ended_) return;
    switch (signal.kind) {
      case MqttSignal::Kind::arrived:
        return take(*signal.message);
      case MqttSignal::Kind::subscribed:
        return ask_for_echo();
      case MqttSignal::Kind::subscription_refused:
        return begin_later(signal.text);
      case MqttSignal::Kind::echoed:
        return take_echo();
      default:
        return;
    }
  }

  void begin() {
    next_ = 0;
    context_.listener.on_reading();
    if (!connection_.limits().wildcard_subscriptions) {
      return begin_later("the broker has no subscriptions with wildcards");
    }
    subscribe();
  }

  void begin_later(std::string_view why) {
    context_.probe.errors.add();
    sparing_.warn("the rows of a table cannot be read", why,
                  telemetry::Field{"filter", filters_[next_]});
    timer_ = context_.loop.after(ask_again_after, [this] {
      if (connection_.connected()) begin();
    });
  }

  void subscribe() { connection_.link().subscribe(filters_[next_], 0, next_); }

  void ask_for_echo() {
    heard_ = false;
    connection_.link().ask_for_echo(++echo_);
  }

  void take_echo() {
    if (heard_) return ask_for_echo();
    if (++next_ < filters_.size()) return subscribe();
    wait_for_silence();
  }

  void wait_for_silence() {
    timer_ = context_.loop.after(quiet_for, [this] {
      ended_ = true;
      connection_.end();
    });
  }

  /// A message that is not retained is a new change, not a row that the broker has kept.
  void take(const mqtt::message& message) {
    if (!message.is_retained()) return;
    heard_ = true;
    if (next_ == filters_.size()) wait_for_silence();
    context_.listener.on_row({message.get_topic()}, !message.get_payload_ref().empty());
  }

  const MqttSinkSettings settings_;
  TableContext context_;
  const std::vector<std::string> filters_;
  telemetry::SparingLog sparing_;
  MqttConnection connection_;
  std::size_t next_ = 0;  ///< of the filters: the one being read
  MqttRequest echo_ = 0;  ///< number of the last one asked for
  bool heard_ = false;    ///< a retained message, since the last echo was asked for
  bool ended_ = false;
  Loop::Handle timer_;
};

}  // namespace

std::string filter_of(const RowTopics& topics) {
  if (!topics.after) return topics.before;
  // A level with a wildcard has nothing else in it.
  std::string filter = topics.before.substr(0, topics.before.rfind('/') + 1) + '+';
  const std::size_t level_end = topics.after->find('/');
  if (level_end != std::string::npos) filter += topics.after->substr(level_end);
  return filter;
}

std::unique_ptr<TableReader> make_mqtt_table_reader(const MqttSinkSettings& settings,
                                                    TableContext context) {
  return std::make_unique<MqttTableReader>(settings, std::move(context));
}

}  // namespace sluice::connectors
