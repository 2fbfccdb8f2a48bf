#pragma once

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <cstdint>
#include <string>
#include <vector>

namespace sluice::connectors {

/// What a consumer found in a topic.
struct Consumed {
  int partition;
  std::string key;
  std::string payload;
  bool has_key;
  bool has_payload;
  std::vector<std::pair<std::string, std::string>> headers;
  std::int64_t timestamp;  ///< milliseconds since the epoch
};

/// Reads from the beginning until `count` messages came or a minute went by.
[[nodiscard]] std::vector<Consumed> consume(const std::string& brokers, const std::string& topic,
                                            int partitions, std::size_t count);

/// Writes the payloads in order, and returns when they are acknowledged or a minute went by.
void produce(const std::string& brokers, const std::string& topic, int partition,
             const std::vector<std::string>& payloads);

/// librdkafka's mock cluster, in this process.
class MockKafka {
 public:
  explicit MockKafka(int brokers = 1);
  ~MockKafka();
  MockKafka(const MockKafka&) = delete;
  MockKafka& operator=(const MockKafka&) = delete;

  void create_topic(const std::string& name, int partitions);
  void fail_topic(const std::string& name, rd_kafka_resp_err_t error);
  /// Until it is given one again.
  void take_leader(const std::string& topic, int partition);
  void give_leader(const std::string& topic, int partition, int broker = first_broker);
  // Of the first broker.
  void broker_down();
  void broker_up();
  /// It takes requests, and answers none.
  void broker_silent();
  /// The next requests are answered so, one error each.
  void fail_produce_requests(const std::vector<rd_kafka_resp_err_t>& errors);
  void forget_produce_errors();
  void fail_fetch_requests(const std::vector<rd_kafka_resp_err_t>& errors);

  [[nodiscard]] std::string brokers() const;

 private:
  static constexpr int first_broker = 1;

  rd_kafka_t* host_;
  rd_kafka_mock_cluster_t* cluster_;
};

}  // namespace sluice::connectors
