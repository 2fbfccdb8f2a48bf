#include "connectors/kafka/kafka_statistics.hpp"

#include <simdjson.h>

#include <algorithm>
#include <utility>

namespace sluice::connectors {

namespace ondemand = simdjson::ondemand;
using Value = simdjson::simdjson_result<ondemand::value>;

struct KafkaStatisticsReader::Parser {
  ondemand::parser json;
};

KafkaStatisticsReader::KafkaStatisticsReader() : parser_(std::make_unique<Parser>()) {}
KafkaStatisticsReader::~KafkaStatisticsReader() = default;

namespace {

/// Calls `take` with the name and the value of each field; not at all when this is no object.
template <class Take>
void for_each_field(simdjson::simdjson_result<ondemand::object> found, Take take) {
  ondemand::object object;
  if (std::move(found).get(object) != simdjson::SUCCESS) return;
  for (auto field : object) {
    std::string_view name;
    if (field.unescaped_key().get(name) != simdjson::SUCCESS) return;
    take(name, field.value());
  }
}

bool is_up(Value broker) {
  std::string_view state;
  return broker.find_field("state").get_string().get(state) == simdjson::SUCCESS && state == "UP";
}

/// The search begins behind the field that was found last.
std::int64_t offset(ondemand::object& partition, const char* name) {
  std::int64_t offset = -1;
  const auto error = partition.find_field_unordered(name).get_int64().get(offset);
  return error == simdjson::SUCCESS ? offset : -1;
}

/// Empty while it is unknown, or while the partition is not read. librdkafka's own `consumer_lag`
/// counts from the committed offset.
std::optional<std::int64_t> lag_of(Value found) {
  ondemand::object partition;
  if (found.get_object().get(partition) != simdjson::SUCCESS) return std::nullopt;
  bool is_read = false;
  if (partition.find_field("desired").get_bool().get(is_read) != simdjson::SUCCESS || !is_read) {
    return std::nullopt;
  }
  // In the order of the text.
  const std::int64_t fetched = offset(partition, "next_offset");
  const std::int64_t given = offset(partition, "app_offset");
  const std::int64_t committed = offset(partition, "committed_offset");
  const std::int64_t end = offset(partition, "ls_offset");
  const std::int64_t next = given >= 0 ? given : committed >= 0 ? committed : fetched;
  if (next < 0 || end < next) return std::nullopt;
  return end - next;
}

void read_topic(std::string_view name, Value topic, KafkaStatistics& statistics) {
  std::int32_t count = 0;
  for_each_field(topic.find_field("partitions").get_object(),
                 [&](std::string_view partition, Value value) {
                   if (partition != "-1") ++count;  // -1 has the records without a partition
                   if (const auto lag = lag_of(value)) {
                     statistics.lag = statistics.lag.value_or(0) + *lag;
                   }
                 });
  statistics.partitions.emplace_back(name, count);
}

}  // namespace

const KafkaStatistics& KafkaStatisticsReader::read(std::string_view text) {
  statistics_.any_broker_up = false;
  statistics_.lag.reset();
  statistics_.partitions.clear();
  text_.resize(std::max(text_.size(), text.size() + simdjson::SIMDJSON_PADDING));
  std::ranges::copy(text, text_.begin());
  ondemand::document root;
  const simdjson::padded_string_view padded{text_.data(), text.size(), text_.size()};
  if (parser_->json.iterate(padded).get(root) != simdjson::SUCCESS) return statistics_;
  for_each_field(root.get_object(), [this](std::string_view name, Value value) {
    if (name == "brokers") {
      for_each_field(value.get_object(), [this](std::string_view, Value broker) {
        if (is_up(broker)) statistics_.any_broker_up = true;
      });
    } else if (name == "topics") {
      for_each_field(value.get_object(), [this](std::string_view topic, Value found) {
        read_topic(topic, found, statistics_);
      });
    }
  });
  return statistics_;
}

}  // namespace sluice::connectors
