#include "connectors/mqtt/mqtt_link.hpp"

#include <utility>

#include "connectors/mqtt/paho_client.hpp"
#include "connectors/mqtt/paho_thread.hpp"

namespace sluice::connectors {
namespace {

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

/// A subscription that still stands need not bring the retained messages once more.
mqtt::subscribe_options subscribe_options_of(MqttVersion version) {
  if (version == MqttVersion::v3_1_1) return {};
  return mqtt::subscribe_options{false, false, mqtt::subscribe_options::SEND_RETAINED_ON_NEW};
}

}  // namespace

MqttLink::MqttLink(const MqttAccess& broker, const MqttClient& client, Descriptor socket,
                   std::shared_ptr<MqttKeeper> keeper, Loop& loop, MqttReceiver& receiver)
    : version_(broker.version),
      inbox_(std::make_shared<MqttInbox>(loop, receiver)),
      client_(std::make_shared<PahoClient>(inbox_, std::move(keeper), std::move(socket))) {
  post([broker, client](PahoClient& paho) { paho.connect(broker, client); });
}

MqttLink::~MqttLink() {
  inbox_->close();
  if (!client_) return;
  PahoThread::of_process().post([client = std::move(client_), bye = says_goodbye_]() mutable {
    if (bye) client->disconnect();
    client.reset();
  });
}

/// The tasks run in order, so the last of them, which ends the client, has the last reference.
template <class Call>
void MqttLink::post(Call call) {
  PahoThread::of_process().post([client = client_, call = std::move(call)] { call(*client); });
}

void MqttLink::publish(const Record& record, const MqttPublishing& how, MqttRequest request) {
  auto message = mqtt::message::create(std::string{record.topic}, record.payload.data(),
                                       record.payload.size(), how.qos, how.retain);
  if (version_ == MqttVersion::v5 && has_properties(record)) {
    message->set_properties(properties_of(record));
  }
  post([message = std::move(message), request](PahoClient& paho) {
    paho.publish(message, request);
  });
}

void MqttLink::subscribe(const std::string& filter, int qos, MqttRequest request) {
  post([filter, qos, request, options = subscribe_options_of(version_)](PahoClient& paho) {
    paho.subscribe(filter, qos, options, request);
  });
}

void MqttLink::ask_for_echo(MqttRequest request) {
  post([request](PahoClient& paho) { paho.ask_for_echo(request); });
}

void MqttLink::end() {
  PahoThread::of_process().post([client = std::move(client_), inbox = inbox_]() mutable {
    client.reset();
    inbox->put({.kind = MqttSignal::Kind::ended});
  });
}

}  // namespace sluice::connectors
