#include <gmock/gmock.h>

#include "tests/support/kafka_admin.hpp"
#include "tests/support/kafka_broker.hpp"
#include "tests/support/kafka_listener.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/tcp.hpp"

namespace sluice::test {
namespace {

TEST(KafkaBrokerTest, DeliversAcrossARestartOnTheSamePort) {
  SLUICE_REQUIRE_PART(KafkaBroker);
  KafkaBroker kafka;
  create_topic(kafka.address(), "events", 3);
  KafkaListener listener{kafka.address(), {"events"}};
  const std::string bytes{"\x00\xff{\"n\":1}", 9};
  produce(kafka.address(), "events", "one", bytes);
  EXPECT_EQ(listener.wait_records(1).front().payload, bytes);

  kafka.stop();
  EXPECT_FALSE(port_answers(kafka.port()));
  kafka.start();
  produce(kafka.address(), "events", "two", "after");
  const auto& records = listener.wait_records(2, within(start_time));
  EXPECT_EQ(records.size(), 2U);
  EXPECT_EQ(records.back().topic, "events");
  EXPECT_EQ(records.back().key, "two");
  EXPECT_EQ(records.back().payload, "after");
}

TEST(KafkaBrokerTest, KeepsWhatItAcknowledgedWhenKilled) {
  SLUICE_REQUIRE_PART(KafkaBroker);
  KafkaBroker kafka;
  create_topic(kafka.address(), "events");
  produce(kafka.address(), "events", "key", "before");
  kafka.kill();
  kafka.start();
  KafkaListener listener{kafka.address(), {"events"}};
  EXPECT_EQ(listener.wait_records(1).front().payload, "before");
}

}  // namespace
}  // namespace sluice::test
