#include "gateway/relay/outbox.hpp"

#include <gmock/gmock.h>

#include <gtest/gtest.h>
#include <optional>
#include <vector>

#include "tests/support/roomy_outbox.hpp"
#include "tests/unit/relay/outbox_fixture.hpp"

namespace sluice::relay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

struct OutboxTest : OutboxFixture {};

TEST_F(OutboxTest, SubmitsInTheOrderOfOffering) {
  open();
  for (const char* payload : {"a", "b", "c"}) offer(payload);
  EXPECT_THAT(submitted(), ElementsAre("a", "b", "c"));
}

TEST_F(OutboxTest, HoldsWhatIsOfferedBeforeItHasASink) {
  outbox = std::make_unique<Outbox>(test::roomy, loop, probe);
  offer("early");
  outbox->on_sink_ready();
  EXPECT_EQ(sink.asked, 0U);
  outbox->attach(sink);
  EXPECT_THAT(submitted(), ElementsAre("early"));
}

TEST_F(OutboxTest, ExportsItsBoundsBesideWhatItHolds) {
  open({.max_records = 7, .max_bytes = 9'000});
  EXPECT_EQ(probe.max_records.value(), 7);
  EXPECT_EQ(probe.max_bytes.value(), 9'000);
}

TEST_F(OutboxTest, TakesOutcomesInAnyOrderAndCountsThem) {
  open();
  for (const char* payload : {"a", "b", "c"}) offer(payload);
  reject(2);
  deliver(0);
  EXPECT_FALSE(outbox->drained());
  deliver(1);
  EXPECT_TRUE(outbox->drained());
  EXPECT_EQ(settled(Outcome::delivered), 2U);
  EXPECT_EQ(settled(Outcome::rejected), 1U);
}

TEST_F(OutboxTest, WaitsForTheSinkWhenItIsFull) {
  open();
  sink.answer = Admission::full;
  offer("a");
  offer("b");
  EXPECT_EQ(sink.asked, 1U);
  sink_has_room_again();
  EXPECT_THAT(submitted(), ElementsAre("a", "b"));
}

TEST_F(OutboxTest, SubmitsABoundedNumberInOneTurn) {
  open();
  sink.answer = Admission::full;
  std::vector<std::string> all;
  for (int i = 0; i < 1'200; ++i) offer(all.emplace_back(std::to_string(i)));
  sink_has_room_again();
  EXPECT_EQ(submitted().size(), 500U);
  offer(all.emplace_back("later"));
  deliver(0);
  outbox->on_sink_ready();
  EXPECT_EQ(submitted().size(), 500U) << "in the same turn";
  loop.advance(Duration{0});
  EXPECT_EQ(submitted(), all);
}

TEST_F(OutboxTest, RejectsABoundedNumberInOneTurn) {
  open();
  sink.answer = Admission::full;
  for (int i = 0; i < 1'200; ++i) offer("v");
  sink.answer = Admission::rejected;
  outbox->on_sink_ready();
  EXPECT_EQ(settled(Outcome::rejected), 500U);
  loop.advance(Duration{0});
  EXPECT_EQ(settled(Outcome::rejected), 1'200U);
}

TEST_F(OutboxTest, GivesUpWhatTheNextTurnWouldHaveSubmitted) {
  open();
  sink.answer = Admission::full;
  for (int i = 0; i < 1'200; ++i) offer("v");
  sink_has_room_again();
  outbox->give_up();
  EXPECT_EQ(settled(Outcome::unavailable), 700U);
  outbox->on_lost({});
  EXPECT_TRUE(outbox->drained());
  loop.advance(Duration{0});
  EXPECT_EQ(submitted().size(), 500U);
}

TEST_F(OutboxTest, DoesNotAskAFullSinkAgainOnAnOutcome) {
  open();
  offer("a");
  sink.answer = Admission::full;
  offer("b");
  deliver(0);
  EXPECT_EQ(sink.asked, 2U);
}

TEST_F(OutboxTest, SettlesAtOnceWhatTheSinkRejects) {
  open();
  sink.answer = Admission::rejected;
  offer("a");
  EXPECT_EQ(settled(Outcome::rejected), 1U);
  EXPECT_TRUE(outbox->drained());
  sink.answer = Admission::accepted;
  offer("b");
  EXPECT_THAT(submitted(), ElementsAre("b"));
}

TEST_F(OutboxTest, GivesUpWhatWaitsAndWhatTheAbandonedSinkLetsGo) {
  open();
  offer("delivered at last");
  offer("let go");
  sink.answer = Admission::full;
  offer("waiting");
  outbox->give_up();
  EXPECT_EQ(sink.abandoned, 1);
  EXPECT_EQ(settled(Outcome::unavailable), 1U);
  deliver(0);
  EXPECT_FALSE(outbox->drained());
  outbox->on_lost({});
  EXPECT_TRUE(outbox->drained());
  EXPECT_EQ(settled(Outcome::delivered), 1U);
  EXPECT_EQ(settled(Outcome::unavailable), 2U);
  outbox->give_up();
  EXPECT_EQ(sink.abandoned, 1);
}

TEST_F(OutboxTest, CountsWhatComesAfterGivingUpAsUnavailable) {
  open();
  outbox->give_up();
  offer("late");
  EXPECT_EQ(settled(Outcome::unavailable), 1U);
  EXPECT_EQ(sink.asked, 0U);
}

TEST_F(OutboxTest, SaysOnceWhenItIsDrained) {
  open();
  int calls = 0;
  outbox->set_on_drained([&] { ++calls; });
  offer("a");
  offer("b");
  deliver(0);
  EXPECT_EQ(calls, 0);
  deliver(1);
  EXPECT_EQ(calls, 1);
  offer("c");
  deliver(2);
  EXPECT_EQ(calls, 1);
}

TEST_F(OutboxTest, SaysThatItIsDrainedWhenItGivesUpTheLastRecord) {
  open();
  sink.answer = Admission::full;
  offer("a");
  bool drained = false;
  outbox->set_on_drained([&] { drained = outbox->drained(); });
  outbox->give_up();
  EXPECT_TRUE(drained);
}

TEST_F(OutboxTest, KeepsItsGaugesTrue) {
  open();
  offer("12345");  // and a topic of one byte
  sink.answer = Admission::full;
  offer("123");
  EXPECT_EQ(probe.records.value(), 2);
  EXPECT_EQ(probe.bytes.value(), 10);
  EXPECT_EQ(probe.in_flight.value(), 1);
  deliver(0);
  EXPECT_EQ(probe.records.value(), 1);
  EXPECT_EQ(probe.bytes.value(), 4);
  EXPECT_EQ(probe.in_flight.value(), 0);
}

TEST_F(OutboxTest, MeasuresFromOfferToOutcome) {
  open();
  sink.answer = Admission::full;
  offer("a");
  loop.advance(300ms);
  sink_has_room_again();
  loop.advance(200ms);
  deliver(0);
  EXPECT_DOUBLE_EQ(probe.delivery_seconds.sum(), 0.5);
}

TEST_F(OutboxTest, DropsARecordLargerThanItself) {
  open({.max_records = test::roomy.max_records, .max_bytes = 100});
  offer(std::string(100, 'x'));  // 101 with its topic
  EXPECT_EQ(dropped(DropReason::too_large), 1U);
  offer(std::string(99, 'x'));
  EXPECT_EQ(sink.got.size(), 1U);
}

TEST_F(OutboxTest, CountsARefusedRecordAsOffered) {
  open();
  outbox->begin(10).append("half");
  outbox->refuse(DropReason::unformattable);
  EXPECT_EQ(probe.offered.value(), 1U);
  EXPECT_EQ(dropped(DropReason::unformattable), 1U);
  offer("next");
  EXPECT_THAT(submitted(), ElementsAre("next"));
}

TEST_F(OutboxTest, SaysOnceWhatBecameOfARecordThatSomebodyWatches) {
  open({.max_records = 3, .max_bytes = test::roomy.max_bytes});
  std::vector<std::optional<Outcome>> outcomes;
  const auto offer_watched = [&] {
    text::Writer out = outbox->begin(2);
    outbox->commit(write_record(out, "t", "", "w"), {},
                   [&](std::optional<Outcome> outcome) { outcomes.push_back(outcome); });
  };
  offer("not watched");
  offer_watched();
  offer_watched();
  EXPECT_TRUE(outcomes.empty());
  reject(2);
  deliver(1);
  deliver(0);
  EXPECT_EQ(outcomes, (std::vector<std::optional<Outcome>>{Outcome::rejected, Outcome::delivered}));
  outcomes.clear();
  sink.answer = Admission::full;
  for (int i = 0; i < 4; ++i) offer_watched();
  EXPECT_EQ(outcomes, (std::vector<std::optional<Outcome>>{std::nullopt})) << "the oldest gave way";
  outbox->give_up();
  EXPECT_EQ(outcomes.size(), 4U);
  EXPECT_EQ(outcomes.back(), Outcome::unavailable);
}

TEST_F(OutboxTest, LendsTheSinkBytesThatStayUntilTheOutcome) {
  struct Borrower final : Sink {
    Admission submit(const Record& record, Ticket ticket) noexcept override {
      if (!first.topic.empty()) return Admission::rejected;
      first = record;
      first_ticket = ticket;
      return Admission::accepted;
    }
    Window window() const noexcept override { return {}; }
    void abandon() noexcept override {}
    Record first;
    Ticket first_ticket;
  } borrower;
  outbox = std::make_unique<Outbox>(
      OutboxSettings{.max_records = test::roomy.max_records, .max_bytes = 4096}, loop, probe);
  outbox->attach(borrower);
  offer("borrowed");
  for (int i = 0; i < 1000; ++i) offer(std::string(64, 'x'));
  EXPECT_EQ(borrower.first.payload, "borrowed");
  outbox->on_delivered(borrower.first_ticket);
}

TEST_F(OutboxTest, KnowsSinceWhenItsOldestRecordIsHeld) {
  open();
  EXPECT_EQ(outbox->oldest_since(), std::nullopt);
  const Time first = loop.now();
  offer("a");
  loop.advance(Duration{1'000});
  const Time second = loop.now();
  offer("b");
  EXPECT_EQ(outbox->oldest_since(), first);
  deliver(0);
  EXPECT_EQ(outbox->oldest_since(), second);
  deliver(1);
  EXPECT_EQ(outbox->oldest_since(), std::nullopt);
}

using OutboxDeathTest = OutboxTest;

TEST_F(OutboxDeathTest, EndsTheProcessOnAnOutcomeItDoesNotExpect) {
  open();
  offer("a");
  const Ticket unknown{sink.got[0].ticket.sequence + 1};
  EXPECT_DEATH(outbox->on_delivered(unknown), "a ticket names a record");
  sink.answer = Admission::full;
  offer("waiting");
  EXPECT_DEATH(outbox->on_delivered(unknown), "only what was accepted");
  deliver(0);
  EXPECT_DEATH(deliver(0), "each ticket settles once");
}

TEST_F(OutboxDeathTest, EndsTheProcessWhereARecordHasNeitherAnOutcomeNorAPlace) {
  open();
  const auto lose_one = [this] {
    probe.offered.add();
    offer("a");
  };
  EXPECT_DEATH(lose_one(), "has an outcome, was dropped or is held");
}

}  // namespace
}  // namespace sluice::relay
