#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "tests/support/kafka_client.hpp"

namespace sluice::test {

/// Writes records to topics that exist. The calls throw std::runtime_error when the broker refuses.
class KafkaWriter {
 public:
  explicit KafkaWriter(const std::string& address);

  /// To the partition of the key, or to the one given. `timestamp` in milliseconds since 1970; 0
  /// for now.
  void write(const std::string& topic, std::string_view key, std::string_view payload,
             const std::map<std::string, std::string>& headers = {}, std::int32_t partition = -1,
             std::int64_t timestamp = 0);

  /// Returns when all is acknowledged.
  void flush();

 private:
  struct QueueFree {
    void operator()(rd_kafka_queue_t* queue) const { rd_kafka_queue_destroy(queue); }
  };

  KafkaClient client_;
  std::unique_ptr<rd_kafka_queue_t, QueueFree> reports_;
};

}  // namespace sluice::test
