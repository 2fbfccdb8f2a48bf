#include "tests/support/arrivals.hpp"

#include <set>

namespace sluice::test {

namespace {

void add_topic(Arrivals& arrivals, const std::string& topic) {
  const auto number = topic.rfind('/');
  const auto channel = topic.rfind('/', number - 1);
  arrivals[topic.substr(channel + 1, number - channel - 1)].push_back(
      std::stoi(topic.substr(number + 1)));
}

}  // namespace

void publish_numbers(Publisher& publisher, int count, const std::string& data) {
  for (int number = 1; number <= count;) {
    std::vector<Publication> batch;
    for (; batch.size() < 10 && number <= count; ++number) {
      batch.push_back({"left", std::to_string(number), data});
    }
    publisher.trigger_batch(batch);
  }
}

Arrivals arrivals_in(const std::vector<MqttMessage>& messages) {
  Arrivals arrivals;
  for (const MqttMessage& message : messages) add_topic(arrivals, message.topic);
  return arrivals;
}

Arrivals arrivals_in(const std::vector<KafkaRecord>& records) {
  Arrivals arrivals;
  for (const KafkaRecord& record : records) {
    arrivals[record.key].push_back(std::stoi(record.payload.value()));
  }
  return arrivals;
}

Arrivals arrivals_at_broker(Process& mosquitto) {
  Arrivals arrivals;
  for (const std::string& line : mosquitto.lines()) {
    if (line.find("Received PUBLISH from sluice") == std::string::npos) continue;
    const auto start = line.find('\'') + 1;
    add_topic(arrivals, line.substr(start, line.find('\'', start) - start));
  }
  return arrivals;
}

void append(Arrivals& all, const Arrivals& more) {
  for (const auto& [channel, numbers] : more) {
    all[channel].insert(all[channel].end(), numbers.begin(), numbers.end());
  }
}

int repetitions(const Arrivals& arrivals) {
  int count = 0;
  for (const auto& [channel, numbers] : arrivals) {
    const std::set<int> distinct{numbers.begin(), numbers.end()};
    count += static_cast<int>(numbers.size() - distinct.size());
  }
  return count;
}

Arrivals everything(const std::vector<std::string>& channels, int last) {
  Arrivals all;
  for (const std::string& channel : channels) {
    for (int number = 1; number <= last; ++number) all[channel].push_back(number);
  }
  return all;
}

Arrivals first_arrivals(const Arrivals& arrivals) {
  Arrivals firsts;
  for (const auto& [channel, numbers] : arrivals) {
    std::set<int> seen;
    for (const int number : numbers) {
      if (seen.insert(number).second) firsts[channel].push_back(number);
    }
  }
  return firsts;
}

}  // namespace sluice::test
