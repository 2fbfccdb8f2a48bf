#include "tests/support/numbers.hpp"
#include "tests/support/sink_contract.hpp"

namespace sluice::connectors {
namespace {

using test::first_appearances;
using test::numbers;

}  // namespace

TEST_P(BrokerSinkContract, ConnectsByItselfWhenItsBrokerComesLater) {
  stage->stop_broker();
  const auto sink = make();
  offer_numbers(*sink, 0, 1);
  ASSERT_TRUE(loop.run_until([&] { return probe.errors.value() > 0; }));
  EXPECT_EQ(probe.up.value(), 0);
  stage->start_broker();
  ASSERT_TRUE(drained());
  EXPECT_EQ(delivered(), 1U);
  EXPECT_TRUE(up(1));
}

TEST_P(BrokerSinkContract, DeliversInOrderWhatWasAcceptedWhenTheBrokerWentAway) {
  const auto sink = make();
  offer_numbers(*sink, 0, 500);
  ASSERT_TRUE(loop.run_until([&] { return !recorder.outcomes.empty(); }));
  stage->stop_broker();
  offer_numbers(*sink, 500, 1'000);
  ASSERT_TRUE(up(0));
  stage->start_broker();
  offer_numbers(*sink, 1'000, 1'500);
  ASSERT_TRUE(drained());
  EXPECT_TRUE(recorder.settled_exactly(1'500));
  EXPECT_EQ(delivered(), 1'500U);
  EXPECT_GT(probe.errors.value(), 0U);
  EXPECT_EQ(first_appearances(stage->payloads(1'500)), numbers(0, 1'500));
  EXPECT_TRUE(up(1));
}

TEST_P(BrokerSinkContract, GivesBackAtALossWhatItDidNotReportAndIsFullUntilItIsReady) {
  const auto sink = make();
  ASSERT_TRUE(up(1));
  submit(*sink, "trades", "k", "0");
  ASSERT_TRUE(all_settled());
  stage->break_client();
  for (int i = 0; i < 100; ++i) submit(*sink, "trades", "k", "v");
  recorder.on_each_loss = [&] {
    EXPECT_TRUE(recorder.with_sink.empty());
    EXPECT_EQ(submit(*sink, "trades", "k", "v"), Admission::full);
  };
  ASSERT_TRUE(loses_its_client());
  const std::size_t reported = recorder.outcomes.size();
  const int ready = recorder.ready;
  ASSERT_TRUE(loop.run_until([&] {
    return recorder.ready > ready && submit(*sink, "trades", "k", "v") == Admission::accepted;
  }));
  ASSERT_TRUE(loop.run_until([&] { return recorder.outcomes.size() > reported; }));
  EXPECT_EQ(recorder.outcomes.size(), reported + 1);
  EXPECT_EQ(recorder.outcomes.back().first, accepted - 1);
  EXPECT_GT(probe.errors.value(), 0U);
}

TEST_P(BrokerSinkContract, KeepsNothingOfARecordThatItRejectsAtOnce) {
  const auto sink = make();
  ASSERT_TRUE(up(1));
  for (const std::string& topic : stage->forbidden_topics()) {
    EXPECT_EQ(submit(*sink, "trades", "k", "v"), Admission::accepted);
    EXPECT_EQ(submit(*sink, topic, "k", "v"), Admission::rejected) << topic;
    ASSERT_TRUE(all_settled());
  }
  EXPECT_EQ(recorder.count(Outcome::delivered), accepted);
  EXPECT_EQ(recorder.losses, 0);
}

TEST_P(BrokerSinkContract, AnswersWhenItIsAbandonedWithoutABroker) {
  stage->stop_broker();
  const auto sink = make();
  ASSERT_TRUE(loop.run_until([&] { return probe.errors.value() > 0; }));
  const int losses = recorder.losses;
  sink->abandon();
  EXPECT_TRUE(loop.run_until([&] { return recorder.losses > losses; }));
}

TEST_P(BrokerSinkContract, CanBeDestroyedBeforeItReachesItsBroker) {
  stage->stop_broker();
  auto sink = make();
  submit(*sink, "trades", "k", "v");
  sink.reset();
  EXPECT_TRUE(turn());
}

}  // namespace sluice::connectors
