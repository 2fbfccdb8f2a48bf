#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/kafka_client.hpp"

namespace sluice::test {

struct KafkaRecord {
  std::string topic;
  std::int32_t partition = 0;
  std::string key;
  std::optional<std::string> payload;  ///< none: a tombstone
  std::map<std::string, std::string> headers;
  std::int64_t timestamp = 0;  ///< milliseconds since the epoch
};

/// Reads topics from their beginning, all partitions, without a group. The topics must exist.
class KafkaListener {
 public:
  KafkaListener(const std::string& address, const std::vector<std::string>& topics);

  /// Every record since the start, as soon as there are at least `count` of them: in order within
  /// a partition. Throws with what there is when they are not there before the deadline.
  const std::vector<KafkaRecord>& wait_records(std::size_t count,
                                               Deadline deadline = within(answer_time));

 private:
  void poll(std::chrono::milliseconds patience);

  KafkaClient client_;
  std::vector<KafkaRecord> records_;
};

}  // namespace sluice::test
