#include "connectors/mqtt/mqtt_link.hpp"

#include <chrono>
#include <stdexcept>

#include "connectors/mqtt/mqtt_listeners.hpp"

namespace sluice::connectors {
namespace {

using Kind = MqttSignal::Kind;

/// Signals that may wait for the shard. Messages that come faster than it takes them could fill the
/// memory, and the one way to slow a broker down is to leave.
constexpr std::size_t waiting_max = 10'000;
constexpr const char* too_fast = "messages came faster than they were taken";

/// A subscription that nobody has, for a request that changes nothing.
constexpr const char* no_filter = "sluice/echo";

/// Paho stops its threads, and waits for them, when the last client of the process goes; and a
/// client made meanwhile may find them stopped. One client that never connects and goes with the
/// process keeps both from happening, so that a link is destroyed without delay.
void keep_paho_running() {
  static const mqtt::async_client anchor("tcp://127.0.0.1:1", "sluice");
}

bool has_properties(const Record& record) {
  return !record.headers.empty() || record.facts.content_type != ContentType::unstated;
}

/// Those of MQTT 5; version 3.1.1 has none.
mqtt::properties properties_of(const Record& record) {
  mqtt::properties properties;
  if (record.facts.content_type != ContentType::unstated) {
    properties.add(
        {mqtt::property::CONTENT_TYPE, std::string{to_string(record.facts.content_type)}});
  }
  for (const Header& header : record.headers) {
    properties.add(
        {mqtt::property::USER_PROPERTY, std::string{header.name}, std::string{header.value}});
  }
  return properties;
}

/// For an exception of a request that Paho did not take.
MqttLink::Taken taken_after(const mqtt::exception& problem) noexcept {
  switch (problem.get_return_code()) {
    case MQTTASYNC_BAD_UTF8_STRING:
    case MQTTASYNC_BAD_QOS:
    case MQTTASYNC_BAD_MQTT_OPTION:
      return MqttLink::Taken::never;
    default:
      return MqttLink::Taken::not_now;
  }
}

/// A subscription that still stands need not bring the retained messages once more.
mqtt::subscribe_options subscribe_options_of(MqttVersion version) {
  if (version == MqttVersion::v3_1_1) return {};
  return mqtt::subscribe_options{false, true, mqtt::subscribe_options::SEND_RETAINED_ON_NEW};
}

}  // namespace

struct MqttLink::Listeners {
  explicit Listeners(MqttInbox& inbox)
      : connect(inbox), publish(inbox), subscribe(inbox), echo(inbox), leave(inbox, too_fast) {}
  ConnectListener connect;
  PublishListener publish;
  SubscribeListener subscribe;
  EchoListener echo;
  LeaveListener leave;
};

MqttLink::MqttLink(const MqttAccess& broker, const config::Url& endpoint, const MqttClient& client,
                   Loop& loop, MqttReceiver& receiver)
    : version_(broker.version),
      inbox_(std::make_shared<MqttInbox>(loop, receiver)),
      listeners_(std::make_unique<Listeners>(*inbox_)) {
  try {
    keep_paho_running();
    client_ = std::make_unique<mqtt::async_client>(paho_uri(endpoint), client.id,
                                                   create_options_of(broker, client));
    call_back_into_inbox();
    client_->connect(connect_options_of(broker, endpoint, client), nullptr, listeners_->connect);
  } catch (const mqtt::exception& problem) {
    inbox_->close();
    throw std::runtime_error("mqtt: " + problem.to_string());
  }
}

MqttLink::~MqttLink() {
  inbox_->close();
}

void MqttLink::call_back_into_inbox() {
  client_->set_connection_lost_handler([inbox = inbox_](const std::string& cause) {
    inbox->put({.kind = Kind::lost, .text = cause.empty() ? "connection lost" : cause});
  });
  client_->set_disconnected_handler([inbox = inbox_](const mqtt::properties&, int reason) {
    inbox->put(
        {.kind = Kind::lost, .code = reason, .text = mqtt::exception::reason_code_str(reason)});
  });
  client_->set_message_callback(
      [this](mqtt::const_message_ptr message) { take(std::move(message)); });
}

void MqttLink::take(mqtt::const_message_ptr message) noexcept {
  if (inbox_->put({.kind = Kind::arrived, .message = std::move(message)}) != waiting_max) return;
  try {
    client_->disconnect(0, nullptr, listeners_->leave);
  } catch (const mqtt::exception&) {
    // Not connected any more: then nothing comes either.
  }
}

MqttLink::Taken MqttLink::publish(const Record& record, const MqttPublishing& how,
                                  MqttRequest request) noexcept {
  try {
    auto message = mqtt::message::create(std::string{record.topic}, record.payload.data(),
                                         record.payload.size(), how.qos, how.retain);
    if (version_ == MqttVersion::v5 && has_properties(record)) {
      message->set_properties(properties_of(record));
    }
    client_->publish(std::move(message), context_of(request), listeners_->publish);
    return Taken::yes;
  } catch (const mqtt::exception& problem) {
    return taken_after(problem);
  }
}

MqttLink::Taken MqttLink::subscribe(const std::string& filter, int qos,
                                    MqttRequest request) noexcept {
  try {
    client_->subscribe(filter, qos, context_of(request), listeners_->subscribe,
                       subscribe_options_of(version_));
    return Taken::yes;
  } catch (const mqtt::exception& problem) {
    return taken_after(problem);
  }
}

MqttLink::Taken MqttLink::ask_for_echo(MqttRequest request) noexcept {
  try {
    client_->unsubscribe(no_filter, context_of(request), listeners_->echo);
    return Taken::yes;
  } catch (const mqtt::exception& problem) {
    return taken_after(problem);
  }
}

std::vector<MqttSignal> MqttLink::end() noexcept {
  // Paho tells of a message before it lets go of its lock, and closes the connection under the same
  // lock: what it has acknowledged is in the inbox.
  client_.reset();
  return inbox_->close();
}

void MqttLink::disconnect() noexcept {
  inbox_->close();
  try {
    client_->disconnect(0)->wait_for(std::chrono::milliseconds{500});
  } catch (const mqtt::exception&) {
    // Not connected any more: then there is nothing to say.
  }
}

}  // namespace sluice::connectors
