#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/caller.hpp"
#include "tests/support/kafka_admin.hpp"
#include "tests/support/kafka_listener.hpp"
#include "tests/support/member.hpp"
#include "tests/support/stage_fixture.hpp"

// What brokers and their other clients make of tables and of CloudEvents.
namespace sluice::test {
namespace {

using nlohmann::json;

class FormatsTest : public StageFixture {
 protected:
  void SetUp() override {
    SLUICE_REQUIRE_PART(KafkaBroker);
    StageFixture::SetUp();
    if (IsSkipped()) return;
    stage.connection("market").signs("user_id: sluice");
    stage.mqtt("floor").with("version: 5");
    stage.kafka("log");
    kafka = stage.kafka_broker().address();
  }

  GatewayProcess& start(const std::string& channel) {
    stage.connection("market").channels(channel);
    return stage.start();
  }

  /// What the broker keeps of ann, as a client learns that comes now.
  std::vector<MqttMessage> kept_of_ann() {
    MqttListener late{stage.driver(), {.url = stage.broker().url()}};
    late.publish("end", "");  // what is kept comes before it
    std::vector<MqttMessage> messages;
    do {
      messages = late.wait_messages(messages.size() + 1);
    } while (std::ranges::find(messages, "end", &MqttMessage::topic) == messages.end());
    std::erase_if(messages, [](const auto& each) { return !each.topic.ends_with("/ann"); });
    return messages;
  }

  /// What the official SDK reads; it throws when that is no CloudEvent.
  json read_with_sdk(const json& message) {
    return stage.driver().call("cloud_event.read", message, within(answer_time));
  }

  std::string kafka;  ///< its address
};

/// The records of ann, as soon as there are so many.
std::vector<KafkaRecord> records_of_ann(KafkaListener& listener, std::size_t count) {
  std::vector<KafkaRecord> found;
  for (std::size_t seen = 0; found.size() < count; ++seen) {
    const KafkaRecord& record = listener.wait_records(seen + 1).at(seen);
    if (record.key == "market/presence-desk/ann") found.push_back(record);
  }
  return found;
}

/// The same event, whatever a binding says besides.
void expect_event(const json& read, const json& wanted,
                  std::source_location caller = std::source_location::current()) {
  const auto trace = called_from(caller);
  for (const auto& [attribute, value] : wanted.items()) EXPECT_EQ(read.at(attribute), value);
}

TEST_F(FormatsTest, KeepsAMemberInBothTablesWhileItIsThere) {
  create_topic(kafka, "members");
  stage.route("log", "members").with("table: true");
  stage.route("floor", "members/{connection}/{channel}/{user_id}").with("table: true");
  GatewayProcess& gateway = start("presence-desk");
  MqttListener watcher{stage.driver(),
                       {.url = stage.broker().url(), .topics = {"members/+/+/ann"}}};
  KafkaListener table{kafka, {"members"}};
  Member ann{stage.driver(), stage.server(), stage.auth(), "ann"};
  ann.subscribe("presence-desk");
  const json member{{"user_id", "ann"}, {"user_info", {{"name", "ann"}}}};
  EXPECT_EQ(json::parse(watcher.wait_messages(1)[0].payload), member);
  EXPECT_EQ(json::parse(*records_of_ann(table, 1)[0].payload), member);
  const auto kept = kept_of_ann();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].topic, "members/market/presence-desk/ann");
  EXPECT_TRUE(kept[0].retain);

  ann.unsubscribe("presence-desk");
  EXPECT_EQ(watcher.wait_messages(2)[1].payload, "");
  EXPECT_EQ(records_of_ann(table, 2)[1].payload, std::nullopt) << "not a tombstone";
  EXPECT_TRUE(kept_of_ann().empty());
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(FormatsTest, KeepsAMemberWhoseIdIsNoLevelOfATopicInARowOfItsOwn) {
  stage.route("floor", "members/{connection}/{channel}/{user_id}").with("table: true");
  GatewayProcess& gateway = start("presence-desk");
  const std::string row = "members/market/presence-desk/%2B49%2F1%231";
  MqttListener watcher{stage.driver(), {.url = stage.broker().url(), .topics = {row}}};
  Member ann{stage.driver(), stage.server(), stage.auth(), "+49/1#1"};
  ann.subscribe("presence-desk");
  EXPECT_EQ(json::parse(watcher.wait_messages(1)[0].payload)["user_id"], "+49/1#1");
  ann.unsubscribe("presence-desk");
  EXPECT_EQ(watcher.wait_messages(2)[1].payload, "");
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(FormatsTest, SendsCloudEventsAsTheBindingsOfBothBrokersWantThem) {
  for (const auto* topic : {"structured", "binary"}) create_topic(kafka, topic);
  stage.route("log", "structured").with("format: cloudevents");
  stage.route("log", "binary").with(R"(format: cloudevents_binary, headers: {desk: "{channel}"})");
  stage.route("floor", "ce/structured").with("format: cloudevents");
  stage.route("floor", "ce/binary").with("format: cloudevents_binary");
  GatewayProcess& gateway = start("trades");
  stage.publisher().trigger("trades", "tick", {{"price", 7}});

  KafkaListener whole{kafka, {"structured"}};
  const KafkaRecord structured = whole.wait_records(1).at(0);
  EXPECT_EQ(structured.headers.at("content-type"), "application/cloudevents+json; charset=utf-8");
  const json event = json::parse(*structured.payload);
  EXPECT_EQ(event["specversion"], "1.0");
  EXPECT_EQ(event["source"], "/connections/market");
  EXPECT_EQ(event["type"], "sluice.message");
  EXPECT_EQ(event["subject"], "trades");
  EXPECT_EQ(event["event"], "tick");
  EXPECT_EQ(event["datacontenttype"], "application/json");
  EXPECT_EQ(event["data"], (json{{"price", 7}}));

  const std::string id = event["id"];
  const std::string time = event["time"];
  KafkaListener parts{kafka, {"binary"}};
  const KafkaRecord binary = parts.wait_records(1).at(0);
  EXPECT_EQ(binary.payload, R"({"price":7})");
  const std::map<std::string, std::string> attributes{{"content-type", "application/json"},
                                                      {"ce_specversion", "1.0"},
                                                      {"ce_id", id},
                                                      {"ce_source", "/connections/market"},
                                                      {"ce_type", "sluice.message"},
                                                      {"ce_subject", "trades"},
                                                      {"ce_time", time},
                                                      {"ce_event", "tick"},
                                                      {"desk", "trades"}};
  EXPECT_EQ(binary.headers, attributes);

  for (const KafkaRecord* record : {&structured, &binary}) {
    expect_event(read_with_sdk({{"binding", "kafka"},
                                {"headers", record->headers},
                                {"key", record->key},
                                {"payload", *record->payload}}),
                 event);
  }

  for (const MqttMessage& message : stage.listener().wait_messages(2)) {
    const bool is_binary = message.topic == "ce/binary";
    EXPECT_EQ(message.payload, is_binary ? *binary.payload : *structured.payload);
    EXPECT_EQ(message.properties["contentType"],
              is_binary ? "application/json" : "application/cloudevents+json; charset=utf-8");
    json wanted = event;
    if (is_binary) wanted.erase("datacontenttype");  // the SDK does not take it from the property
    if (is_binary) wanted["data"] = message.payload;
    expect_event(
        read_with_sdk({{"binding", "mqtt"},
                       {"headers", message.properties.value("userProperties", json::object())},
                       {"content_type", message.properties["contentType"]},
                       {"payload", message.payload}}),
        wanted);
  }
  EXPECT_EQ(gateway.terminate(), 0);
}

}  // namespace
}  // namespace sluice::test
