#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/event_stream.hpp"
#include "tests/support/kafka_listener.hpp"
#include "tests/support/mqtt_listener.hpp"
#include "tests/support/process.hpp"
#include "tests/support/publisher.hpp"

// What of an EventStream arrived where, to be compared with what was published.
namespace sluice::test {

/// Publishes 1 to `count` to the channel `left`, numbered as EventStream does, ten at a time.
void publish_numbers(Publisher& publisher, int count, const std::string& data = "data");

/// The numbers that arrived, in their order, by channel.
using Arrivals = std::map<std::string, std::vector<int>>;

/// From messages of the topics ANYTHING/CHANNEL/NUMBER.
[[nodiscard]] Arrivals arrivals_in(const std::vector<MqttMessage>& messages);
/// From records whose key is the channel.
[[nodiscard]] Arrivals arrivals_in(const std::vector<KafkaRecord>& records);
/// From the log of a Mosquitto: what gateways published to it, seen by a subscriber or not.
/// Topics as above.
[[nodiscard]] Arrivals arrivals_at_broker(Process& mosquitto);

void append(Arrivals& all, const Arrivals& more);

/// What came twice.
[[nodiscard]] int repetitions(const Arrivals& arrivals);

/// 1 to `last` on each of these channels.
[[nodiscard]] Arrivals everything(const std::vector<std::string>& channels, int last);

/// As it would be without repetitions: each number where it came first.
[[nodiscard]] Arrivals first_arrivals(const Arrivals& arrivals);

}  // namespace sluice::test
