#include "tests/support/source_contract.hpp"

#include "tests/support/numbers.hpp"

namespace sluice::connectors {
namespace {

using test::first_appearances;
using test::numbers;

}  // namespace

TEST_P(SourceContract, BringsEachMessageOnceAndInOrder) {
  const auto source = make_reading();
  stage->publish(numbers(0, 2'000));
  ASSERT_TRUE(receives(2'000));
  EXPECT_EQ(recorder.payloads(), numbers(0, 2'000));
}

TEST_P(SourceContract, ConnectsByItselfWhenItsBrokerComesLater) {
  stage->stop_broker();
  const auto source = make();
  ASSERT_TRUE(loop.run_until([&] { return probe.errors.value() > 0; }));
  EXPECT_EQ(probe.up.value(), 0);
  stage->start_broker();
  ASSERT_TRUE(loop.run_until([&] { return probe.up.value() == 1; }));
  stage->publish({"0"});
  EXPECT_TRUE(receives(1));
}

TEST_P(SourceContract, BringsNothingAfterItIsQuietAndIsSettledUntilItIsClosed) {
  const auto source = make_reading();
  stage->publish(numbers(0, 10));
  ASSERT_TRUE(receives(10));
  bool quiet = false;
  source->stop([&] { quiet = true; });
  ASSERT_TRUE(loop.run_until([&] { return quiet; }));
  source->resume();  // does not undo it
  stage->publish(numbers(10, 20));
  for (const Received& message : recorder.messages) source->settle(message.ticket);
  bool closed = false;
  source->close(loop.now() + std::chrono::seconds{5}, [&] { closed = true; });
  ASSERT_TRUE(loop.run_until([&] { return closed; }));
  EXPECT_EQ(recorder.payloads(), numbers(0, 10));
  EXPECT_TRUE(recorder.withdrawn.empty());
}

TEST_P(SourceContract, BringsWhatWasHeldBackWhenItIsReleased) {
  const auto source = make_reading();
  recorder.on_each = [&](const Received& message) { source->hold(message.ticket, 7); };
  stage->publish({"0"});
  ASSERT_TRUE(receives(1));
  recorder.on_each = [](const Received&) {};
  stage->publish(numbers(1, 100));
  source->release(7);
  ASSERT_TRUE(receives(100));
  EXPECT_EQ(recorder.payloads(), numbers(0, 100));
}

TEST_P(SourceContract, IsClosedByTheDeadlineWhenItsBrokerIsSilent) {
  const auto source = make_reading();
  stage->publish({"0"});
  ASSERT_TRUE(receives(1));
  stage->fall_silent();
  bool closed = false;
  source->stop([] {});
  source->close(loop.now() + std::chrono::milliseconds{200}, [&] { closed = true; });
  EXPECT_TRUE(loop.run_until([&] { return closed; }));
}

TEST_P(SourceContract, ClosesWithoutABroker) {
  stage->stop_broker();
  const auto source = make();
  ASSERT_TRUE(loop.run_until([&] { return probe.errors.value() > 0; }));
  EXPECT_TRUE(stop_and_close(*source));
}

TEST_P(SourceContract, CanBeDestroyedFromWithinClosed) {
  auto source = make();
  source->stop([] {});
  source->close(loop.now() + std::chrono::seconds{5}, [&] { source.reset(); });
  EXPECT_TRUE(loop.run_until([&] { return source == nullptr; }));
}

TEST_P(SourceContract, CanBeDestroyedWithMessagesInside) {
  auto source = make_reading();
  recorder.on_each = [&](const Received&) { source->pause(); };
  stage->publish(std::vector<std::string>(500, std::string(1'000, 'x')));
  ASSERT_TRUE(receives(1));
  source.reset();
  const std::size_t received = recorder.messages.size();
  EXPECT_TRUE(turn());
  EXPECT_EQ(recorder.messages.size(), received);
}

TEST_P(KeptSourceContract, GoesOnAfterTheBrokerWasAway) {
  const auto source = make_reading();
  stage->publish(numbers(0, 100));
  ASSERT_TRUE(receives(100));
  stage->stop_broker();
  ASSERT_TRUE(loop.run_until([&] { return probe.up.value() == 0; }));
  EXPECT_GT(probe.errors.value(), 0U);
  for (const Received& message : recorder.messages) source->settle(message.ticket);
  stage->start_broker();
  stage->publish(numbers(100, 200));
  ASSERT_TRUE(loop.run_until([&] { return first_appearances(recorder.payloads()).size() == 200; }));
  EXPECT_EQ(first_appearances(recorder.payloads()), numbers(0, 200));
}

TEST_P(KeptSourceContract, GoesOnWhereItWasPaused) {
  const auto source = make_reading();
  recorder.on_each = [&](const Received&) { source->pause(); };
  stage->publish({"0"});
  ASSERT_TRUE(receives(1));
  EXPECT_EQ(probe.paused.value(), 1);
  recorder.on_each = [](const Received&) {};
  stage->publish(numbers(1, 500));
  source->resume();
  EXPECT_EQ(probe.paused.value(), 0);
  ASSERT_TRUE(loop.run_until([&] { return first_appearances(recorder.payloads()).size() == 500; }));
  EXPECT_EQ(first_appearances(recorder.payloads()), numbers(0, 500));
  EXPECT_EQ(probe.errors.value(), 0U);
}

TEST_P(KeptSourceContract, ReadsOnBehindWhatWasSettledInAnyOrder) {
  auto source = make_reading();
  stage->publish(numbers(0, 10));
  ASSERT_TRUE(receives(10));
  for (const std::size_t number : {3, 1, 0, 9, 7, 8, 2, 4, 6, 5}) {
    source->settle(recorder.messages[number].ticket);
  }
  ASSERT_TRUE(stop_and_close(*source));
  EXPECT_TRUE(recorder.withdrawn.empty());
  EXPECT_EQ(probe.up.value(), 0);
  source.reset();
  stage->publish({"10"});
  source = make();
  ASSERT_TRUE(receives(11));
  EXPECT_EQ(recorder.payloads(), numbers(0, 11));
}

TEST_P(KeptSourceContract, LosesNothingWhenItStopsAmongMessages) {
  std::unique_ptr<Source> source;
  recorder.on_each = [&](const Received& message) { source->settle(message.ticket); };
  source = make_reading();
  stage->publish(numbers(0, 3'000));
  for (const std::size_t some : {1'000, 2'000}) {
    ASSERT_TRUE(receives(some));
    ASSERT_TRUE(stop_and_close(*source));
    source.reset();
    source = make();
  }
  ASSERT_TRUE(
      loop.run_until([&] { return first_appearances(recorder.payloads()).size() == 3'000; }));
  EXPECT_EQ(first_appearances(recorder.payloads()), numbers(0, 3'000));
}

}  // namespace sluice::connectors
