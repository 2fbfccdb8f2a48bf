#include "gateway/relay/record_buffer.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/relay/written_record.hpp"

namespace sluice::relay {
namespace {

constexpr std::size_t block = 1024;

struct RecordBufferTest : testing::Test {
  Ticket keep(std::string_view payload) {
    text::Writer out = buffer.reserve(payload.size());
    return buffer.keep(write_record(out, "", "", payload), {}, Time{});
  }
  Record record(Ticket ticket) { return read_frame(buffer.frame(buffer.at(ticket))); }
  std::string payload(Ticket ticket) { return std::string{record(ticket).payload}; }

  RecordBuffer buffer{block};
};

TEST_F(RecordBufferTest, GivesBackWhatItWasGiven) {
  text::Writer out = buffer.reserve(100);
  const Shape shape = write_record(out, "topic", "key", "payload");
  const WallTime arrival{std::chrono::hours{1}};
  const Record kept = record(buffer.keep(shape, {.received_at = arrival}, Time{}));
  EXPECT_EQ(kept.topic, "topic");
  EXPECT_EQ(kept.payload, "payload");
  EXPECT_EQ(kept.facts.received_at, arrival);
}

TEST_F(RecordBufferTest, CountsTicketsUpFromOneAndUsesNoneTwice) {
  for (std::uint64_t i = 1; i <= 5'000; ++i) {
    const Ticket ticket = keep("x");
    ASSERT_EQ(ticket.sequence, i);
    ASSERT_EQ(buffer.oldest().sequence, i);
    buffer.release(ticket);
  }
  EXPECT_EQ(buffer.oldest().sequence, 0U);
  EXPECT_EQ(buffer.held(), 0U);
}

TEST_F(RecordBufferTest, WalksOverWhatIsNotReleasedInOrder) {
  std::vector<std::uint64_t> kept;
  for (std::uint64_t i = 1; i <= 20'000; ++i) {
    const Ticket ticket = keep("x");
    if (i % 9 == 0) {
      kept.push_back(i);
    } else {
      buffer.release(ticket);
    }
  }
  std::vector<std::uint64_t> walked;
  for (Ticket at = buffer.oldest(); at.sequence != 0; at = buffer.after(at)) {
    walked.push_back(at.sequence);
  }
  EXPECT_EQ(walked, kept);
  for (const std::uint64_t sequence : kept) buffer.release({sequence});
  EXPECT_EQ(buffer.held(), 0U);
  EXPECT_EQ(buffer.occupied(), 0U);
}

TEST_F(RecordBufferTest, HoldsABlockOnlyWhileARecordInItIsNotReleased) {
  const std::string half(block / 2 - frame_head_bytes, 'h');
  const Ticket a = keep(half);
  const Ticket b = keep(half);
  const Ticket c = keep(half);
  EXPECT_EQ(buffer.occupied(), block);
  buffer.release(b);
  EXPECT_EQ(buffer.occupied(), block);
  EXPECT_EQ(payload(a), half);
  buffer.release(a);
  EXPECT_EQ(buffer.occupied(), 0U);
  EXPECT_EQ(payload(c), half);
}

TEST_F(RecordBufferTest, TakesARecordLargerThanABlock) {
  const Ticket small = keep("small");
  const std::string large(10 * block, 'l');
  const Ticket ticket = keep(large);
  EXPECT_EQ(payload(ticket), large);
  EXPECT_EQ(payload(small), "small");
  EXPECT_EQ(buffer.after(small).sequence, ticket.sequence);
}

TEST_F(RecordBufferTest, ForgetsARoomThatWasNotUsed) {
  const Ticket a = keep("a");
  buffer.reserve(block * 3).append("never kept");
  buffer.reserve(block * 5).append("never kept either");
  const Ticket b = keep("b");
  EXPECT_EQ(buffer.after(a).sequence, b.sequence);
  EXPECT_EQ(payload(a), "a");
  EXPECT_EQ(payload(b), "b");
}

TEST_F(RecordBufferTest, PutsNoOtherRecordIntoABlockMadeForALargeOne) {
  buffer.release(keep(std::string(10 * block, 'l')));
  const Ticket small = keep("small");
  keep(std::string(block, 'x'));
  EXPECT_EQ(buffer.occupied(), block);
  EXPECT_EQ(payload(small), "small");
}

TEST_F(RecordBufferTest, KeepsAStragglerThroughManyBlocksOfOthers) {
  const Ticket straggler = keep("straggler");
  for (int i = 0; i < 10'000; ++i) buffer.release(keep(std::string(100, 'x')));
  EXPECT_EQ(payload(straggler), "straggler");
  EXPECT_EQ(buffer.occupied(), block);
  buffer.release(straggler);
  EXPECT_EQ(buffer.occupied(), 0U);
}

TEST_F(RecordBufferTest, DoesNotLoseARenderedRecordWhenTheRestOfItsBlockIsReleased) {
  const Ticket a = keep("aaaa");
  text::Writer out = buffer.reserve(4);
  const Shape shape = write_record(out, "", "", "bbbb");
  buffer.release(a);
  const Ticket b = buffer.keep(shape, {}, Time{});
  keep("cccc");
  EXPECT_EQ(payload(b), "bbbb");
}

TEST_F(RecordBufferTest, WritesToTheSameBytesAgainWhileNothingIsHeld) {
  const Ticket a = keep("aaaa");
  const char* const bytes = buffer.frame(buffer.at(a));
  buffer.release(a);
  EXPECT_EQ(buffer.frame(buffer.at(keep("bbbb"))), bytes);
}

TEST_F(RecordBufferTest, EndsTheProcessOnATicketThatNamesNoHeldRecord) {
  const Ticket ticket = keep("x");
  EXPECT_DEATH(buffer.release(Ticket{ticket.sequence + 1}), "a ticket names a record");
  EXPECT_DEATH(buffer.release(Ticket{0}), "each ticket settles once");
  EXPECT_DEATH(buffer.release(Ticket{1'000'000}), "a ticket names a record");
  buffer.release(ticket);
  EXPECT_DEATH(buffer.release(ticket), "each ticket settles once");
}

}  // namespace
}  // namespace sluice::relay
