#include "connectors/mqtt/paho_client.hpp"

#include <chrono>
#include <utility>

#include "connectors/mqtt/mqtt_arrival.hpp"
#include "connectors/mqtt/mqtt_listeners.hpp"

namespace sluice::connectors {
namespace {

using Kind = MqttSignal::Kind;

/// Signals that may wait for the shard. Messages that come faster than it takes them could fill the
/// memory, and only a disconnect slows a broker down.
constexpr std::size_t waiting_max = 10'000;
constexpr const char* too_fast = "messages came faster than they were taken";

/// A filter that nobody subscribes to: unsubscribing from it changes nothing.
constexpr const char* no_filter = "sluice/echo";

constexpr std::chrono::milliseconds goodbye_max{500};

/// Whether Paho will never take the arguments of the call.
bool is_refusal(const mqtt::exception& problem) noexcept {
  const int code = problem.get_return_code();
  return code == MQTTASYNC_BAD_UTF8_STRING || code == MQTTASYNC_BAD_QOS ||
         code == MQTTASYNC_BAD_MQTT_OPTION;
}

}  // namespace

struct PahoClient::Listeners {
  explicit Listeners(MqttInbox& inbox)
      : connect(inbox), publish(inbox), subscribe(inbox), echo(inbox), leave(inbox, too_fast) {}
  ConnectListener connect;
  PublishListener publish;
  SubscribeListener subscribe;
  EchoListener echo;
  LeaveListener leave;
};

PahoClient::PahoClient(std::shared_ptr<MqttInbox> inbox, std::shared_ptr<MqttKeeper> keeper,
                       Descriptor socket)
    : inbox_(std::move(inbox)),
      keeper_(std::move(keeper)),
      relay_(std::move(socket)),
      listeners_(std::make_unique<Listeners>(*inbox_)) {}

PahoClient::~PahoClient() = default;

/// A call that Paho does not take means that the connection is gone: then a signal may have
/// reported that already, and this one is ignored.
template <class Call>
void PahoClient::attempt(Call call) noexcept {
  try {
    call();
  } catch (const mqtt::exception& problem) {
    inbox_->put({.kind = Kind::lost, .text = "request failed: " + problem.to_string()});
  }
}

void PahoClient::connect(const MqttAccess& broker, const MqttClient& client) noexcept {
  try {
    client_ = std::make_unique<mqtt::async_client>(paho_uri(broker.url), client.id,
                                                   create_options_of(broker, client));
    call_back_into_inbox();
    // Made in place: a copy of Paho's options has lost the properties of MQTT 5.
    client_->connect(connect_options_of(broker, client, relay_.proxy()), nullptr,
                     listeners_->connect);
  } catch (const mqtt::exception& problem) {
    inbox_->put({.kind = Kind::connect_failed, .text = problem.to_string()});
  }
}

void PahoClient::call_back_into_inbox() {
  client_->set_connection_lost_handler([inbox = inbox_](const std::string& cause) {
    inbox->put({.kind = Kind::lost, .text = cause.empty() ? "connection lost" : cause});
  });
  client_->set_disconnected_handler([inbox = inbox_](const mqtt::properties& said, int reason) {
    std::string text = mqtt::exception::reason_code_str(reason);
    if (said.contains(mqtt::property::REASON_STRING)) {
      text += ": " + mqtt::get<std::string>(said, mqtt::property::REASON_STRING);
    }
    inbox->put({.kind = Kind::lost, .code = reason, .text = std::move(text)});
  });
  client_->set_message_callback(
      [this](mqtt::const_message_ptr message) { take(std::move(message)); });
}

void PahoClient::take(mqtt::const_message_ptr message) noexcept {
  if (left_) return;
  const Inbox::Kept kept = keep(message);
  if (kept.answer == Inbox::Answer::full) {
    inbox_->put({.kind = Kind::no_room});
    return leave_to_broker();
  }
  const std::size_t waiting =
      inbox_->put({.kind = Kind::arrived, .request = kept.number, .message = std::move(message)});
  if (waiting == 0 && kept.number > 0) {
    keeper_->take_back(kept.number);
    return leave_to_broker();
  }
  if (waiting != waiting_max) return;
  try {
    client_->disconnect(0, nullptr, listeners_->leave);
  } catch (const mqtt::exception&) {
    // The connection is already lost, so no message comes.
  }
}

/// With QoS 0 nobody has promised anything.
Inbox::Kept PahoClient::keep(const mqtt::const_message_ptr& message) noexcept {
  if (!keeper_ || message->get_qos() == 0) return {.answer = Inbox::Answer::not_kept, .number = 0};
  return keeper_->keep(MqttArrival(message, std::chrono::system_clock::now()).view());
}

/// Paho is about to acknowledge the message of this callback. So the connection ends before, and
/// the broker has to deliver the message again. Those that Paho still has come again after it.
void PahoClient::leave_to_broker() noexcept {
  left_ = true;
  relay_.cut();
}

void PahoClient::publish(mqtt::message_ptr message, MqttRequest request) noexcept {
  attempt([&] {
    try {
      client_->publish(std::move(message), context_of(request), listeners_->publish);
    } catch (const mqtt::exception& problem) {
      if (!is_refusal(problem)) throw;
      inbox_->put({.kind = Kind::unusable, .request = request, .text = problem.to_string()});
    }
  });
}

void PahoClient::subscribe(const std::string& filter, int qos,
                           const mqtt::subscribe_options& options, MqttRequest request) noexcept {
  attempt([&] {
    client_->subscribe(filter, qos, context_of(request), listeners_->subscribe, options);
  });
}

void PahoClient::ask_for_echo(MqttRequest request) noexcept {
  attempt([&] { client_->unsubscribe(no_filter, context_of(request), listeners_->echo); });
}

void PahoClient::disconnect() noexcept {
  try {
    client_->disconnect(0)->wait_for(goodbye_max);
  } catch (const mqtt::exception&) {
    // The connection is already lost, so the broker needs no goodbye.
  }
}

}  // namespace sluice::connectors
