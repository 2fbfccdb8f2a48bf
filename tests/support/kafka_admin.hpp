#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

// What a test does to a Kafka from outside. `address` is the broker's HOST:PORT; each call waits
// for the broker's word and throws std::runtime_error when that is no or does not come.
namespace sluice::test {

/// Returns when every partition has a leader. `configs` as Kafka names a topic's.
void create_topic(const std::string& address, const std::string& topic, int partitions = 1,
                  const std::map<std::string, std::string>& configs = {});

/// What one may do with a topic.
enum class TopicRight { see, write };

/// Lets everybody do this with a topic of a guarded broker. From the first rule on, nobody may do
/// anything else with the topic.
void allow(const std::string& address, const std::string& topic, TopicRight right);

/// Produces one record and returns when it is acknowledged.
void produce(const std::string& address, const std::string& topic, std::string_view key,
             std::string_view payload);

/// How many records the topic has ever had.
[[nodiscard]] std::size_t record_count(const std::string& address, const std::string& topic);

/// The offset at which a consumer group goes on reading; negative when it has none.
[[nodiscard]] std::int64_t committed_offset(const std::string& address, const std::string& group,
                                            const std::string& topic, std::int32_t partition = 0);

}  // namespace sluice::test
