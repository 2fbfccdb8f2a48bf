#include "tests/support/sink_contract.hpp"

#include "tests/support/numbers.hpp"

namespace sluice::connectors {
namespace {

using test::first_appearances;
using test::numbers;

}  // namespace

TEST_P(SinkContract, DeliversEachAcceptedRecordOnceAndInOrder) {
  const auto sink = make();
  offer_numbers(*sink, 0, 2'000);
  ASSERT_TRUE(drained());
  EXPECT_TRUE(recorder.settled_exactly(2'000));
  EXPECT_EQ(delivered(), 2'000U);
  EXPECT_EQ(probe.up.value(), 1);
  EXPECT_EQ(first_appearances(stage->payloads(2'000)), numbers(0, 2'000));
}

TEST_P(SinkContract, GivesBackEveryRecordWhenAbandoned) {
  const auto sink = make();
  offer_numbers(*sink, 0, 1);
  ASSERT_TRUE(drained());
  stage->fall_silent();
  offer_numbers(*sink, 1, 101);
  outbox->give_up();
  ASSERT_TRUE(drained());
  ASSERT_TRUE(loses_its_client());
  EXPECT_EQ(recorder.losses, 1);
  EXPECT_EQ(rejected(), 0U);
  EXPECT_EQ(delivered() + unavailable(), 101U);
  EXPECT_TRUE(turn());
}

TEST_P(SinkContract, AnswersWhenItIsAbandonedWithNothingInside) {
  const auto sink = make();
  offer_numbers(*sink, 0, 1);
  ASSERT_TRUE(drained());
  sink->abandon();
  EXPECT_TRUE(loses_its_client());
}

TEST_P(SinkContract, CanBeDestroyedWithRecordsInside) {
  auto sink = make();
  ASSERT_TRUE(
      loop.run_until([&] { return submit(*sink, "trades", "k", "0") == Admission::accepted; }));
  ASSERT_TRUE(all_settled());
  stage->fall_silent();
  for (int i = 0; i < 100; ++i) submit(*sink, "trades", "k", std::string(10'000, 'x'));
  EXPECT_GT(accepted, 1U);
  sink.reset();
  const std::size_t reported = recorder.outcomes.size();
  EXPECT_TRUE(turn());
  EXPECT_EQ(recorder.outcomes.size(), reported);
}

}  // namespace sluice::connectors
