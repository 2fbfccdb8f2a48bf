#include "gateway/relay/record_buffer.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/relay/written_record.hpp"

namespace sluice::relay {
namespace {

constexpr std::size_t block = 1024;

struct RecordBufferTest : testing::Test {
  Ticket keep(std::string_view payload) {
    text::Writer out = buffer.reserve(payload.size());
    return buffer.keep(write_record(out, "", "", payload), {}, Time{});
  }
  std::string payload(Ticket ticket) { return std::string{buffer.at(ticket).record().payload}; }

  RecordBuffer buffer{block};
};

TEST_F(RecordBufferTest, GivesBackThePartsItWasGiven) {
  text::Writer out = buffer.reserve(100);
  const WallTime arrival{std::chrono::hours{1}};
  const Ticket ticket =
      buffer.keep(write_record(out, "topic", "key", "payload"), {.received_at = arrival}, Time{});
  const Record record = buffer.at(ticket).record();
  EXPECT_EQ(record.topic, "topic");
  EXPECT_EQ(record.key, "key");
  EXPECT_EQ(record.payload, "payload");
  EXPECT_TRUE(record.headers.empty());
  EXPECT_EQ(record.facts.received_at, arrival);
}

TEST_F(RecordBufferTest, GivesBackTheHeadersWhereverInABlockTheyBegin) {
  for (std::size_t i = 0; i < 40; ++i) {
    keep(std::string(1 + i, 'x'));
    const std::string value(i, 'v');
    text::Writer out = buffer.reserve(100, 2);
    Shape shape = write_record(out, "topic", "", "payload");
    out.add_header({out.append("first"), out.append(value)});
    out.add_header({out.append("second"), out.append("2")});
    shape.header_text = static_cast<std::uint32_t>(out.size() - shape.text());
    shape.headers = 2;
    const Record record = buffer.at(buffer.keep(shape, {}, Time{})).record();
    EXPECT_EQ(record.topic, "topic");
    EXPECT_EQ(record.payload, "payload");
    ASSERT_EQ(record.headers.size(), 2U);
    EXPECT_EQ(record.headers[0].name, "first");
    EXPECT_EQ(record.headers[0].value, value);
    EXPECT_EQ(record.headers[1].name, "second");
    EXPECT_EQ(record.headers[1].value, "2");
  }
}

TEST_F(RecordBufferTest, EndsTheProcessOnMoreOrFewerHeadersThanThereIsRoomFor) {
  text::Writer out = buffer.reserve(10, 1);
  EXPECT_DEATH(buffer.keep(write_record(out, "", "", "x"), {}, Time{}),
               "the headers it asked room");
  out.add_header({});
  EXPECT_DEATH(out.add_header({}), "as many headers as it asked room");
}

TEST_F(RecordBufferTest, NamesRecordsByRisingTicketsThatAreNeverZero) {
  Ticket last{0};
  for (int i = 0; i < 100; ++i) {
    const Ticket ticket = keep("x");
    EXPECT_GT(ticket.sequence, last.sequence);
    if (last.sequence != 0) {
      EXPECT_EQ(buffer.after(last).sequence, ticket.sequence);
    }
    last = ticket;
  }
}

TEST_F(RecordBufferTest, HoldsABlockOnlyWhileARecordInItIsNotReleased) {
  const std::string half(block / 2, 'h');
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
  const char* const bytes = buffer.at(a).bytes;
  buffer.release(a);
  EXPECT_EQ(buffer.at(keep("bbbb")).bytes, bytes);
}

TEST_F(RecordBufferTest, EndsTheProcessOnATicketThatNamesNoHeldRecord) {
  const Ticket ticket = keep("x");
  EXPECT_DEATH(buffer.release(Ticket{ticket.sequence + 1}), "a ticket names a record");
  EXPECT_DEATH(buffer.release(Ticket{0}), "each ticket settles once");
  EXPECT_DEATH(buffer.release(Ticket{1'000'000}), "each ticket settles once");
  buffer.release(ticket);
  EXPECT_DEATH(buffer.release(ticket), "each ticket settles once");
}

}  // namespace
}  // namespace sluice::relay
