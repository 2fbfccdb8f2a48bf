#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/support/caller.hpp"
#include "tests/support/kafka_admin.hpp"
#include "tests/support/kafka_listener.hpp"
#include "tests/support/member.hpp"
#include "tests/support/metrics_text.hpp"
#include "tests/support/stage_fixture.hpp"

// Events from the official publisher, through a real Channels server and the real gateway, to real
// brokers.
namespace sluice::test {
namespace {

using testing::ElementsAre;
using testing::Pair;
using testing::UnorderedElementsAre;
using testing::UnorderedElementsAreArray;

/// What a broker got, without what no test can foresee: when each event was received and its
/// number. Everything else of the `json` format stays byte for byte.
std::string without_time(const std::string& json) {
  constexpr std::string_view form =  // 0 stands for any digit
      R"(,"received_at":"0000-00-00T00:00:00.000Z","sequence":)";
  constexpr std::string_view digits = "0123456789";
  const auto start = json.rfind(form.substr(0, form.find('0')));
  if (start == json.npos) return json;
  const auto fits = [&](char c, char f) {
    return f == '0' ? digits.find(c) != digits.npos : c == f;
  };
  const bool like = std::ranges::equal(json.substr(start, form.size()), form, fits);
  const auto end = json.find_first_not_of(digits, start + form.size());
  const bool numbered = end == json.size() - 1 && end > start + form.size();
  return like && numbered ? json.substr(0, start) + json.substr(end) : json;
}

/// Where something arrived, and what.
using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs of_mqtt(const std::vector<MqttMessage>& messages) {
  Pairs pairs;
  for (const auto& each : messages) pairs.emplace_back(each.topic, without_time(each.payload));
  return pairs;
}

/// The payloads of each topic, or key, in order.
using Sequences = std::map<std::string, std::vector<std::string>>;

class RelayTest : public StageFixture {
 protected:
  /// Received = delivered + rejected + unrouted + dropped + buffered, all from one look: for a
  /// gateway in which an event takes one route at most.
  void expect_conservation(double received,
                           std::source_location caller = std::source_location::current()) {
    const auto trace = called_from(caller);
    const std::string text = stage.gateway().get("/metrics").body;
    const auto sum = [&](const std::string& name, const Labels& labels = {}) {
      return sum_of_samples(text, name, labels).value();
    };
    EXPECT_EQ(sum("sluice_events_received_total"), received);
    EXPECT_EQ(received, sum("sluice_records_total") + sum("sluice_events_unrouted_total") +
                            sum("sluice_records_dropped_total") + sum("sluice_outbox_records"))
        << text;
  }
};

constexpr int partitions = 12;

/// Names of channels, and what Kafka's own tests say that its murmur2 makes of them.
const std::map<std::string, std::int32_t> murmur2{
    {"foobar", -790332482}, {"abc", 479470107}, {"a-little-bit-long-string", -985981536}};

std::int32_t java_partition(const std::string& key) {
  return (murmur2.at(key) & 0x7fffffff) % partitions;
}

void route_every_kind(Stage& stage) {
  stage.route("floor", "said/{connection}/{channel}/{event}")
      .with("match: {kind: [message, client]}");
  stage.route("floor", "seen/{channel}/{user_id}").with("match: {kind: presence}, format: json");
  stage.route("log", "channels.{connection}").with("match: {kind: message}");
  stage.route("log", "audit")
      .with(R"(match: {channel: "private-*"}, key: "{event}", format: json)");
  stage.route("log", "desk")
      .with(R"(match: {channel: "*-desk"}, key: "{channel}/{user_id}", format: json)");
}

// What the `json` format makes of who was there, of ann's coming, moving and going, and of an
// order.
const std::string desk = R"({"connection":"market","channel":"presence-desk","event":)";
const std::string found =
    desk + R"("pusher:member_added","kind":"presence.joined","data":"{\"user_id\":\"sluice\",)"
           R"(\"user_info\":{\"name\":\"sluice\"}}","user_id":"sluice"})";
const std::string added =
    desk + R"("pusher:member_added","kind":"presence.joined","data":"{\"user_id\":\"ann\",)"
           R"(\"user_info\":{\"name\":\"ann\"}}","user_id":"ann"})";
const std::string moved = desk + R"("client-move","kind":"client","data":{"x":1},"user_id":"ann"})";
const std::string removed =
    desk + R"("pusher:member_removed","kind":"presence.left","data":"{\"user_id\":\"ann\"}",)"
           R"("user_id":"ann"})";
const std::string ordered = R"({"connection":"market","channel":"private-orders","event":"new",)"
                            R"("kind":"message","data":"{\"price\":7}"})";

// Texts go to the wire in a JSON string, whatever they look like; what is not quoted goes as it is.
const std::vector<std::string> texts{
    R"({"price": 7.10, "id":12345678901234567890})",
    "a \"quoted\" line\nand \\ a tab\t, \u00e9 \u20ac \U0001f600 \x01 </script> \u2028",
    "[1 , 2]",
    "null",
    "7e2",
    " "};
const std::vector<nlohmann::json> values{{{"n", 1}, {"list", {1, "\u00e9", nullptr}}}, 7, true};

/// Publishes on public and private channels and returns which channel got what.
Pairs publish_all(Publisher& publisher) {
  Pairs said;
  for (const auto& text : texts) {
    publisher.trigger("foobar", "text", text);
    said.emplace_back("foobar/text", text);
  }
  for (const auto& value : values) {
    publisher.trigger_unquoted("abc", "value", value);
    said.emplace_back("abc/value", value.dump());
  }
  const std::vector<std::string> two{"private-orders", "a-little-bit-long-string"};
  publisher.trigger(two, "new", {{"price", 7}});
  for (const auto& channel : two) said.emplace_back(channel + "/new", R"({"price":7})");
  return said;
}

void expect_in_kafka(const std::string& address, const Pairs& said) {
  Pairs channels;
  Pairs on_desk;
  Pairs audit;
  KafkaListener reader{address, {"channels.market", "desk", "audit"}};
  for (const auto& record : reader.wait_records(said.size() + 4 + 1)) {
    auto& topic = record.topic == "desk" ? on_desk : record.topic == "audit" ? audit : channels;
    topic.emplace_back(record.key, without_time(record.payload.value()));
    if (&topic == &channels && murmur2.contains(record.key)) {
      EXPECT_EQ(record.partition, java_partition(record.key)) << record.key;
    }
  }
  Pairs wanted;
  for (const auto& [where, payload] : said) {
    wanted.emplace_back(where.substr(0, where.find('/')), payload);
  }
  EXPECT_THAT(channels, UnorderedElementsAreArray(wanted));
  EXPECT_THAT(on_desk,
              ElementsAre(Pair("presence-desk/sluice", found), Pair("presence-desk/ann", added),
                          Pair("presence-desk/ann", moved), Pair("presence-desk/ann", removed)));
  EXPECT_THAT(audit, ElementsAre(Pair("new", ordered)));
}

TEST_F(RelayTest, CarriesEveryKindOfEventToBothBrokersByteForByte) {
  SLUICE_REQUIRE_PART(KafkaBroker);
  const std::string kafka = stage.kafka_broker().address();
  create_topic(kafka, "channels.market", partitions);
  create_topic(kafka, "desk");
  create_topic(kafka, "audit");
  stage.connection("market")
      .channels("foobar, abc, a-little-bit-long-string, private-orders, presence-desk")
      .asks(stage.auth(), "params: {user_id: sluice}");
  stage.mqtt("floor").with("version: 5");
  stage.kafka("log");
  route_every_kind(stage);
  GatewayProcess& gateway = stage.start();

  const Pairs said = publish_all(stage.publisher());
  Member ann{stage.driver(), stage.server(), stage.auth(), "ann"};
  EXPECT_THAT(ann.subscribe("presence-desk"), UnorderedElementsAre("ann", "sluice"));
  gateway.wait_metric("sluice_presence_members", {}, 2);
  ann.trigger("presence-desk", "client-move", {{"x", 1}});
  gateway.wait_metric("sluice_events_received_total", {{"kind", "client"}}, 1);
  ann.unsubscribe("presence-desk");
  gateway.wait_metric("sluice_events_received_total", {{"kind", "presence.left"}}, 1);
  EXPECT_EQ(gateway.metric("sluice_presence_members"), 1);

  Pairs at_mqtt{{"said/market/presence-desk/client-move", R"({"x":1})"},
                {"seen/presence-desk/sluice", found},
                {"seen/presence-desk/ann", added},
                {"seen/presence-desk/ann", removed}};
  for (const auto& [where, payload] : said) at_mqtt.emplace_back("said/market/" + where, payload);
  EXPECT_THAT(of_mqtt(stage.listener().wait_messages(at_mqtt.size())),
              UnorderedElementsAreArray(at_mqtt));
  expect_in_kafka(kafka, said);
  EXPECT_EQ(gateway.metric("sluice_records_total", {{"outcome", "delivered"}}),
            gateway.metric("sluice_records_offered_total"));
  EXPECT_EQ(gateway.terminate(), 0);
}

// The names are such that the two connections live on different shards; each shard is a client of
// its own, whose id ends in its number from the second on.
void build_two_shards(Stage& stage) {
  stage.key("shards: 2");
  stage.connection("eu").channels("a, b, private-c, presence-d").signs("user_id: sluice");
  stage.connection("us").channels("e, f, private-g, private-h").signs("user_id: sluice-us");
  stage.mqtt("floor").with("client_id: edge");
  stage.kafka("log");
  stage.route("floor", "order/{connection}/{channel}").with("match: {kind: message}");
  stage.route("log", "order")
      .with(R"(match: {kind: message}, key: "order/{connection}/{channel}")");
}

TEST_F(RelayTest, KeepsTheOrderOfEveryChannelOverTwoConnectionsOnTwoShards) {
  SLUICE_REQUIRE_PART(KafkaBroker);
  create_topic(stage.kafka_broker().address(), "order", 3);
  build_two_shards(stage);
  GatewayProcess& gateway = stage.start();

  const std::vector<std::string> channels{"a", "b", "private-c", "presence-d",
                                          "e", "f", "private-g", "private-h"};
  constexpr std::size_t events = 2'000;
  constexpr std::size_t batch = 10;  // the most that the server takes
  Sequences sent;
  for (std::size_t number = 0; number < events;) {
    std::vector<Publication> publications;
    for (std::size_t i = 0; i < batch; ++i, ++number) {
      const std::size_t index = number % channels.size();
      const std::string connection = index < 4 ? "eu/" : "us/";
      sent["order/" + connection + channels[index]].push_back(std::to_string(number));
      publications.push_back({channels[index], "tick", std::to_string(number)});
    }
    stage.publisher().trigger_batch(publications);
  }

  Sequences at_mqtt;
  for (const auto& message : stage.listener().wait_messages(events, within(start_time))) {
    at_mqtt[message.topic].push_back(message.payload);
  }
  EXPECT_EQ(at_mqtt, sent);
  Sequences at_kafka;
  KafkaListener reader{stage.kafka_broker().address(), {"order"}};
  for (const auto& record : reader.wait_records(events, within(start_time))) {
    at_kafka[record.key].push_back(record.payload.value());
  }
  EXPECT_EQ(at_kafka, sent);
  EXPECT_EQ(
      gateway.metric("sluice_events_received_total", {{"connection", "eu"}, {"kind", "message"}}),
      events / 2);
  EXPECT_EQ(
      gateway.metric("sluice_events_received_total", {{"connection", "us"}, {"kind", "message"}}),
      events / 2);
  stage.broker().process().wait_for_line("Received PUBLISH from edge ");
  stage.broker().process().wait_for_line("Received PUBLISH from edge-1 ");
  EXPECT_EQ(gateway.terminate(), 0);
}

void build_first_match(Stage& stage) {
  stage.key("shards: 1");
  stage.key("route_mode: first");
  stage.connection("market").channels("trades, private-orders").signs();
  stage.mqtt("floor").with("window: 1, outbox: {max_records: 5, when_full: drop_oldest}");
  stage.route("floor", "first/{event}").with("match: {channel: trades, event: tick}");
  stage.route("floor", "second/{event|raw}").with(R"(match: {channel: trades, event: "t*"})");
  stage.route("floor", "orders/{event}").with(R"(match: {channel: "private-*"})");
}

TEST_F(RelayTest, AccountsForEveryEventThatItReceived) {
  build_first_match(stage);
  GatewayProcess& gateway = stage.start();
  Publisher& publisher = stage.publisher();
  MqttListener& listener = stage.listener();
  publisher.trigger("trades", "tick", 1);  // two routes would take it; it goes along one
  publisher.trigger("trades", "trade", 2);
  publisher.trigger("trades", "t#", 3);     // no topic that MQTT allows
  publisher.trigger("trades", "other", 4);  // no route
  publisher.trigger("trades", "another", 5);
  publisher.trigger("private-orders", "tick", 6);
  EXPECT_THAT(
      of_mqtt(listener.wait_messages(3)),
      ElementsAre(Pair("first/tick", "1"), Pair("second/trade", "2"), Pair("orders/tick", "6")));
  gateway.wait_metric("sluice_records_total", {{"outcome", "delivered"}}, 3);
  EXPECT_EQ(gateway.metric("sluice_records_total", {{"outcome", "rejected"}}), 1);
  EXPECT_EQ(gateway.metric("sluice_events_unrouted_total"), 2);
  expect_conservation(6);

  stage.broker().stop();
  gateway.process().wait_for_line("mqtt connection lost");
  for (int number = 0; number < 12; ++number) publisher.trigger("trades", "tick", number);
  gateway.wait_metric("sluice_events_received_total", {}, 18);
  EXPECT_EQ(gateway.metric("sluice_outbox_records"), 5);
  EXPECT_EQ(gateway.metric("sluice_records_dropped_total", {{"reason", "outbox_full_oldest"}}), 7);
  expect_conservation(18);

  stage.broker().start();
  gateway.wait_metric("sluice_records_total", {{"outcome", "delivered"}}, 8);
  EXPECT_EQ(gateway.metric("sluice_outbox_records"), 0);
  expect_conservation(18);
  const auto last = listener.wait_messages(5, within(answer_time), 3);
  EXPECT_THAT(of_mqtt(last),
              ElementsAre(Pair("first/tick", "7"), Pair("first/tick", "8"), Pair("first/tick", "9"),
                          Pair("first/tick", "10"), Pair("first/tick", "11")));
  EXPECT_EQ(gateway.terminate(), 0);
}

}  // namespace
}  // namespace sluice::test
