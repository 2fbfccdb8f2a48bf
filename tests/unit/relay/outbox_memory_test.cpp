// The formula of docs/operations.md for the memory of a full outbox.
#include "tests/unit/channels/allocation_counter.hpp"
#include "tests/unit/relay/outbox_fixture.hpp"

namespace sluice::relay {
namespace {

/// Bytes that the formula counts beside each record.
constexpr std::size_t beside_each = 100;

class OutboxMemoryTest : public OutboxFixture {
 protected:
  /// Offers records with this payload, more than the bounds permit, to an outbox whose sink takes
  /// none, and checks that the formula covers the memory.
  void expect_formula_to_cover(OutboxSettings settings, std::size_t payload_bytes) {
    SCOPED_TRACE(payload_bytes);
    sink.answer = Admission::full;
    const std::size_t before = allocated_bytes();
    open(settings);
    const std::string payload(payload_bytes, 'x');
    while (dropped(DropReason::outbox_full_newest) == 0) offer(payload);
    const auto records = static_cast<std::size_t>(probe.records.value());
    const auto bytes = static_cast<std::size_t>(probe.bytes.value());
    const std::size_t memory = allocated_bytes() - before;
    EXPECT_GE(memory, bytes);
    EXPECT_LE(memory, bytes + records * beside_each);
  }
};

TEST_F(OutboxMemoryTest, IsThatOfTheRecordsAndATermForEachWhereTheirNumberIsTheBound) {
  expect_formula_to_cover(
      {.max_records = 100'000, .max_bytes = 64 << 20, .when_full = OverflowPolicy::drop_newest},
      70);
  EXPECT_EQ(probe.records.value(), 100'000);
}

TEST_F(OutboxMemoryTest, IsThatOfTheRecordsAndATermForEachWhereTheirBytesAreTheBound) {
  expect_formula_to_cover(
      {.max_records = 100'000, .max_bytes = 16 << 20, .when_full = OverflowPolicy::drop_newest},
      600);
  EXPECT_LT(probe.records.value(), 100'000);
  EXPECT_GT(probe.bytes.value(), (16 << 20) - 1'000);
}

}  // namespace
}  // namespace sluice::relay
