#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/faults/destination.hpp"
#include "tests/support/kafka_listener.hpp"
#include "tests/unit/connectors/mock_kafka.hpp"

namespace sluice::test {

/// A topic of librdkafka's mock cluster in this process, for what a real Kafka does not do when it
/// is told to: partitions lose their leaders, requests fail in chosen ways.
class MockDestination final : public Destination {
 public:
  /// A key of the sink, for requests that fail. The cluster takes a batch though the one before it
  /// failed, which a real Kafka does not, and the client library concludes that it has both.
  static constexpr const char* one_request_at_a_time = "properties: {max.in.flight: \"1\"}";

  explicit MockDestination(int partitions = 1, int brokers = 1);

  void configure(Stage& stage, const std::string& more) override;
  [[nodiscard]] Arrivals arrivals() override;

  // The partitions and the brokers are counted from 0 and from 1.
  void take_leader(int partition);
  void give_leader(int partition, int broker = 1);
  void fail_produce_requests(const std::vector<rd_kafka_resp_err_t>& errors) {
    cluster_.fail_produce_requests(errors);
  }

  /// It answers all other requests as before.
  void take_no_records();
  void take_records_again() { cluster_.forget_produce_errors(); }

  /// The partition of a channel's records.
  [[nodiscard]] int partition_of(const std::string& channel) const;

 private:
  int partitions_;
  connectors::MockKafka cluster_;
  KafkaListener listener_;
};

}  // namespace sluice::test
