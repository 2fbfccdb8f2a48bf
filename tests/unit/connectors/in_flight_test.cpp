#include "connectors/delivery/in_flight.hpp"

#include <gtest/gtest.h>

#include <string>

namespace sluice::connectors {
namespace {

/// Everything unsent, oldest first, as a sink would hand it to a client.
std::string send_all(InFlight& records) {
  std::string topics;
  while (records.next_unsent() != InFlight::none) {
    topics += records.record(records.next_unsent()).topic;
    records.mark_sent();
  }
  return topics;
}

InFlight::Slot add(InFlight& records, std::string_view topic) {
  return records.add({topic, "", "", {}}, Ticket{static_cast<std::uint64_t>(topic[0])});
}

TEST(InFlightTest, SendsInTheOrderOfAcceptance) {
  InFlight records;
  add(records, "a");
  add(records, "b");
  EXPECT_EQ(send_all(records), "ab");
  add(records, "c");
  EXPECT_EQ(send_all(records), "c");
}

TEST(InFlightTest, SendsWhatIsLeftAgainInOrderAfterARewind) {
  InFlight records;
  add(records, "a");
  const auto b = add(records, "b");
  add(records, "c");
  send_all(records);
  EXPECT_EQ(records.remove(b).sequence, static_cast<std::uint64_t>('b'));
  add(records, "d");  // uses b's slot again
  records.rewind();
  EXPECT_EQ(send_all(records), "acd");
  EXPECT_EQ(records.size(), 3U);
}

TEST(InFlightTest, GoesOnWithTheNextWhenTheNextUnsentIsRemoved) {
  InFlight records;
  const auto a = add(records, "a");
  add(records, "b");
  records.remove(a);
  EXPECT_EQ(send_all(records), "b");
}

TEST(InFlightTest, FindsWhatACientGaveBack) {
  InFlight records;
  add(records, "a");
  const auto b = add(records, "b");
  send_all(records);
  EXPECT_EQ(records.oldest_unsent(), InFlight::none);
  records.mark_unsent(b);
  EXPECT_EQ(records.oldest_unsent(), b);
  records.remove(b);
  EXPECT_EQ(records.oldest_unsent(), InFlight::none);
}

TEST(InFlightTest, IsEmptyAfterTheLastOutcome) {
  InFlight records;
  const auto a = add(records, "a");
  send_all(records);
  records.remove(a);
  EXPECT_TRUE(records.empty());
  EXPECT_EQ(records.next_unsent(), InFlight::none);
}

}  // namespace
}  // namespace sluice::connectors
