#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "gateway/relay/outbox.hpp"
#include "tests/support/roomy_outbox.hpp"
#include "tests/unit/relay/outbox_fixture.hpp"

namespace sluice::relay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// What becomes of records when their sink loses its client.
struct OutboxLossTest : OutboxFixture {
  void offer_all(std::initializer_list<const char*> payloads) {
    for (const char* payload : payloads) offer(payload);
  }
  /// The sink loses its client and has another at once.
  void lose(Blame blame, std::span<const Ticket> suspects = {}) {
    sink.got.clear();
    outbox->on_lost({.blame = blame, .suspects = suspects});
    outbox->on_sink_ready();
  }
  void lose_times(int times, Blame blame) {
    for (int i = 0; i < times; ++i) lose(blame);
  }
};

TEST_F(OutboxLossTest, SubmitsInOrderWhatWasNotReported) {
  open();
  offer_all({"a", "b", "c", "d"});
  deliver(1);
  reject(3);
  lose(Blame::nothing);
  EXPECT_THAT(submitted(), ElementsAre("a", "c"));
  offer("e");
  EXPECT_THAT(submitted(), ElementsAre("a", "c", "e"));
}

TEST_F(OutboxLossTest, SubmitsNothingUntilTheSinkIsReadyAgain) {
  open();
  offer("a");
  sink.got.clear();
  outbox->on_lost({});
  offer("b");
  EXPECT_THAT(submitted(), IsEmpty());
  EXPECT_EQ(probe.in_flight.value(), 0);
  EXPECT_EQ(probe.records.value(), 2);
  outbox->on_sink_ready();
  EXPECT_THAT(submitted(), ElementsAre("a", "b"));
}

TEST_F(OutboxLossTest, KeepsTheOrderWhenALossComesInTheMiddleOfSubmittingAgain) {
  open();
  sink.limits.records = 2;
  open();
  offer_all({"a", "b", "c", "d"});
  lose(Blame::nothing);
  EXPECT_THAT(submitted(), ElementsAre("a", "b"));
  deliver(0);
  lose(Blame::nothing);
  EXPECT_THAT(submitted(), ElementsAre("b", "c"));
}

TEST_F(OutboxLossTest, LetsThePolicyReachWhatCameBack) {
  open({.max_records = 3,
        .max_bytes = test::roomy.max_bytes,
        .when_full = OverflowPolicy::drop_oldest});
  offer_all({"a", "b", "c"});
  outbox->on_lost({});
  offer("d");
  sink.got.clear();
  outbox->on_sink_ready();
  EXPECT_THAT(submitted(), ElementsAre("b", "c", "d"));
}

TEST_F(OutboxLossTest, RejectsNothingHoweverOftenTheNetworkFails) {
  open();
  offer_all({"a", "b"});
  lose_times(1'000, Blame::nothing);
  EXPECT_THAT(submitted(), ElementsAre("a", "b"));
}

TEST_F(OutboxLossTest, SubmitsTheOldestAloneAfterThreeLosses) {
  open();
  offer_all({"bad", "a", "b"});
  lose_times(2, Blame::a_record);
  EXPECT_THAT(submitted(), ElementsAre("bad", "a", "b"));
  lose(Blame::a_record);
  EXPECT_THAT(submitted(), ElementsAre("bad"));
  offer("c");
  EXPECT_THAT(submitted(), ElementsAre("bad"));
}

TEST_F(OutboxLossTest, RejectsARecordThatIsLostAloneAndGoesOnWithTheOthers) {
  open();
  offer_all({"bad", "a", "b"});
  lose_times(4, Blame::a_record);
  EXPECT_EQ(settled(Outcome::rejected), 1U);
  EXPECT_THAT(submitted(), ElementsAre("a", "b"));
}

TEST_F(OutboxLossTest, DeliversASuspectThatIsGoodAndThenTheOthersTogether) {
  open();
  offer_all({"good", "a", "b"});
  lose_times(3, Blame::a_record);
  deliver(0);
  EXPECT_THAT(submitted(), ElementsAre("good", "a", "b"));
  EXPECT_EQ(settled(Outcome::rejected), 0U);
}

TEST_F(OutboxLossTest, DoesNotRejectASuspectThatIsLostAloneToTheNetwork) {
  open();
  offer_all({"suspect", "a"});
  lose_times(3, Blame::a_record);
  lose_times(10, Blame::nothing);
  EXPECT_THAT(submitted(), ElementsAre("suspect"));
  EXPECT_EQ(settled(Outcome::rejected), 0U);
}

TEST_F(OutboxLossTest, SuspectsOnlyThoseThatTheSinkNames) {
  open();
  offer_all({"a", "bad", "b"});
  for (int i = 0; i < 3; ++i) {
    const std::array<Ticket, 1> suspects{sink.got[1].ticket};
    lose(Blame::a_record, suspects);
  }
  EXPECT_THAT(submitted(), ElementsAre("a"));
  deliver(0);
  EXPECT_THAT(submitted(), ElementsAre("a", "bad"));
  lose(Blame::a_record);
  EXPECT_EQ(settled(Outcome::rejected), 1U);
  EXPECT_THAT(submitted(), ElementsAre("b"));
}

TEST_F(OutboxLossTest, ASinkThatHadNothingLosesNothing) {
  open();
  lose_times(5, Blame::a_record);
  offer("a");
  EXPECT_THAT(submitted(), ElementsAre("a"));
}

/// Who hears of what is given up.
struct OutboxObserverTest : OutboxFixture, LossObserver {
  void open_observed(OutboxSettings settings = test::roomy) {
    outbox = std::make_unique<Outbox>(settings, loop, probe);
    outbox->set_loss_observer(*this);
    outbox->attach(sink);
  }
  void on_dropped(DropReason reason) noexcept override {
    heard.push_back(std::string{to_string(reason)});
  }
  void on_rejected(const Record& record, const Rejection& why,
                   unsigned attempts) noexcept override {
    heard.push_back(std::string{record.payload} + ' ' + std::string{to_string(why.code)} + ' ' +
                    std::string{why.text} + ' ' + std::to_string(attempts));
  }
  std::vector<std::string> heard;
};

TEST_F(OutboxObserverTest, HearsOfEachDropWithItsReason) {
  open_observed({.max_records = 2, .max_bytes = 10, .when_full = OverflowPolicy::drop_oldest});
  sink.answer = Admission::full;
  for (const char* payload : {"a", "b", "c", "larger than all"}) offer(payload);
  outbox->refuse(DropReason::unformattable);
  EXPECT_THAT(heard, ElementsAre("outbox_full_oldest", "too_large", "unformattable"));
}

TEST_F(OutboxObserverTest, HearsWhyTheSinkRejects) {
  open_observed();
  offer("a");
  outbox->on_rejected(sink.got[0].ticket, {RejectionCode::not_authorized, "no right"});
  sink.answer = Rejection{RejectionCode::invalid_topic, "has a #"};
  offer("b");
  EXPECT_THAT(heard, ElementsAre("a not_authorized no right 1", "b invalid_topic has a # 0"));
}

TEST_F(OutboxObserverTest, HearsOfARecordThatIsLostAlone) {
  open_observed();
  offer("a");
  for (int i = 0; i < 4; ++i) {
    outbox->on_lost({.blame = Blame::a_record, .text = "session closed"});
    outbox->on_sink_ready();
  }
  EXPECT_THAT(heard, ElementsAre("a poisonous session closed 4"));
}

TEST_F(OutboxObserverTest, HearsNothingOfWhatIsGivenUpAtShutdown) {
  open_observed();
  sink.answer = Admission::full;
  offer("a");
  outbox->give_up();
  EXPECT_THAT(heard, IsEmpty());
}

/// How much a sink has at a time.
struct OutboxWindowTest : OutboxFixture {};

TEST_F(OutboxWindowTest, SubmitsNoMoreRecordsThanTheWindowHas) {
  sink.limits.records = 2;
  open();
  for (const char* payload : {"a", "b", "c", "d"}) offer(payload);
  EXPECT_THAT(submitted(), ElementsAre("a", "b"));
  deliver(1);
  EXPECT_THAT(submitted(), ElementsAre("a", "b", "c"));
}

TEST_F(OutboxWindowTest, SubmitsNoMoreBytesThanTheWindowHas) {
  sink.limits.bytes = 20;
  open();
  for (int i = 0; i < 3; ++i) offer("123456789");  // ten with its topic
  EXPECT_EQ(sink.got.size(), 2U);
  deliver(0);
  EXPECT_EQ(sink.got.size(), 3U);
}

TEST_F(OutboxWindowTest, SubmitsARecordLargerThanTheWindowAlone) {
  sink.limits.bytes = 20;
  open();
  for (const std::size_t bytes : {5U, 100U, 5U}) offer(std::string(bytes, 'x'));
  EXPECT_EQ(sink.got.size(), 1U);
  deliver(0);
  EXPECT_EQ(sink.got.size(), 2U);
  deliver(1);
  EXPECT_EQ(sink.got.size(), 3U);
}

TEST_F(OutboxWindowTest, LeavesTheOldestToDropWhileTheSinkTakesNothing) {
  sink.limits.records = 2;
  open({.max_records = 4,
        .max_bytes = test::roomy.max_bytes,
        .when_full = OverflowPolicy::drop_oldest});
  for (const char* payload : {"a", "b", "c", "d", "e", "f"}) offer(payload);
  EXPECT_EQ(dropped(DropReason::outbox_full_oldest), 2U);
  EXPECT_EQ(dropped(DropReason::outbox_full_newest), 0U);
  deliver(0);
  deliver(1);
  EXPECT_THAT(submitted(), ElementsAre("a", "b", "e", "f"));
}

}  // namespace
}  // namespace sluice::relay
