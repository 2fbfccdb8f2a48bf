#include "connectors/mqtt/mqtt_link.hpp"

#include <bit>
#include <chrono>
#include <stdexcept>

#include "connectors/mqtt/mqtt_options.hpp"
#include "connectors/mqtt/mqtt_reasons.hpp"

namespace sluice::connectors {
namespace {

using Kind = MqttSignal::Kind;

/// Paho stops its threads, and waits for them, when the last client of the process goes; and a
/// client made meanwhile may find them stopped. One client that never connects and goes with the
/// process keeps both from happening, so that a link is destroyed without delay.
void keep_paho_running() {
  static const mqtt::async_client anchor("tcp://127.0.0.1:1", "sluice");
}

InFlight::Slot slot_of(const mqtt::token& token) {
  return static_cast<InFlight::Slot>(std::bit_cast<std::uintptr_t>(token.get_user_context()));
}

/// The header of MQTT 5; version 3.1.1 has none.
mqtt::properties properties_of(std::span<const Header> headers) {
  mqtt::properties properties;
  for (const Header& header : headers) {
    properties.add(
        {mqtt::property::USER_PROPERTY, std::string{header.name}, std::string{header.value}});
  }
  return properties;
}

}  // namespace

class MqttLink::ConnectListener final : public mqtt::iaction_listener {
 public:
  explicit ConnectListener(MqttInbox& inbox) : inbox_(inbox) {}
  void on_success(const mqtt::token&) override { inbox_.put({.kind = Kind::connected}); }
  void on_failure(const mqtt::token& token) override {
    inbox_.put({.kind = Kind::connect_failed,
                .text = connect_refusal(token.get_return_code(), token.get_reason_code())});
  }

 private:
  MqttInbox& inbox_;
};

class MqttLink::PublishListener final : public mqtt::iaction_listener {
 public:
  explicit PublishListener(MqttInbox& inbox) : inbox_(inbox) {}
  void on_success(const mqtt::token& token) override {
    inbox_.put({.kind = Kind::delivered, .slot = slot_of(token)});
  }
  void on_failure(const mqtt::token& token) override {
    if (is_broker_error(token.get_reason_code())) {
      inbox_.put({.kind = Kind::refused, .slot = slot_of(token), .code = token.get_reason_code()});
    } else {
      inbox_.put(
          {.kind = Kind::lost,
           .text = "publish failed: " + mqtt::exception::error_str(token.get_return_code())});
    }
  }

 private:
  MqttInbox& inbox_;
};

MqttLink::MqttLink(const MqttSettings& settings, const config::Url& endpoint,
                   const std::string& client_id, Loop& loop, MqttReceiver& receiver)
    : settings_(settings),
      inbox_(std::make_shared<MqttInbox>(loop, receiver)),
      connect_listener_(std::make_unique<ConnectListener>(*inbox_)),
      publish_listener_(std::make_unique<PublishListener>(*inbox_)) {
  try {
    keep_paho_running();
    client_ = std::make_unique<mqtt::async_client>(paho_uri(endpoint), client_id,
                                                   create_options_of(settings));
    client_->set_connection_lost_handler([inbox = inbox_](const std::string& cause) {
      inbox->put({.kind = Kind::lost, .text = cause.empty() ? "connection lost" : cause});
    });
    client_->set_disconnected_handler([inbox = inbox_](const mqtt::properties&, int reason) {
      inbox->put({.kind = Kind::lost, .text = mqtt::exception::reason_code_str(reason)});
    });
    client_->connect(connect_options_of(settings, endpoint), nullptr, *connect_listener_);
  } catch (const mqtt::exception& problem) {
    inbox_->close();
    throw std::runtime_error("mqtt: " + problem.to_string());
  }
}

MqttLink::~MqttLink() {
  inbox_->close();
}

MqttLink::Taken MqttLink::publish(const Record& record, InFlight::Slot slot) noexcept {
  try {
    auto message = mqtt::message::create(std::string{record.topic}, record.payload.data(),
                                         record.payload.size(), static_cast<int>(settings_.qos),
                                         settings_.retain);
    if (!record.headers.empty() && settings_.version == MqttVersion::v5) {
      message->set_properties(properties_of(record.headers));
    }
    client_->publish(std::move(message), std::bit_cast<void*>(std::uintptr_t{slot}),
                     *publish_listener_);
    return Taken::yes;
  } catch (const mqtt::exception& problem) {
    switch (problem.get_return_code()) {
      case MQTTASYNC_BAD_UTF8_STRING:
      case MQTTASYNC_BAD_QOS:
      case MQTTASYNC_BAD_MQTT_OPTION:
        return Taken::never;
      default:
        return Taken::not_now;
    }
  }
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
