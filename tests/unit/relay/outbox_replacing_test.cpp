#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/unit/relay/outbox_fixture.hpp"

namespace sluice::relay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// One sink after another in front of the same records.
class OutboxReplacingTest : public OutboxFixture {
 protected:
  void detach() {
    outbox->detach([this] { ++detached; });
  }
  [[nodiscard]] static std::vector<std::string> got_by(const RecordingSink& one) {
    std::vector<std::string> payloads;
    for (const auto& record : one.got) payloads.push_back(record.payload);
    return payloads;
  }

  int detached = 0;
  RecordingSink other;
};

TEST_F(OutboxReplacingTest, GivesTheOtherSinkInOrderWhatTheFirstHadAndWhatCameMeanwhile) {
  open();
  for (const auto* payload : {"a", "b", "c"}) offer(payload);
  deliver(0);
  detach();
  EXPECT_EQ(sink.abandoned, 1);
  deliver(1);  // before the sink lets go
  offer("d");
  outbox->on_lost({});
  EXPECT_EQ(detached, 0) << "the sink may be within a call";
  loop.run_posted();
  EXPECT_EQ(detached, 1);
  EXPECT_THAT(submitted(), ElementsAre("a", "b", "c"));
  outbox->attach(other);
  EXPECT_THAT(got_by(other), ElementsAre("c", "d"));
  outbox->on_delivered(other.got[0].ticket);
  outbox->on_delivered(other.got[1].ticket);
  EXPECT_TRUE(outbox->drained());
}

TEST_F(OutboxReplacingTest, SubmitsNothingToASinkThatIsOnItsWayOut) {
  open();
  offer("a");
  detach();
  outbox->on_sink_ready();
  outbox->on_lost({});
  outbox->on_sink_ready();
  outbox->on_lost({});  // a sink may say so more than once
  offer("b");
  loop.run_posted();
  EXPECT_THAT(submitted(), ElementsAre("a"));
  EXPECT_EQ(detached, 1);
}

TEST_F(OutboxReplacingTest, GivesUpOnTheWayToTheOtherSink) {
  open();
  offer("a");
  detach();
  outbox->give_up();
  EXPECT_EQ(sink.abandoned, 1) << "once is enough";
  outbox->on_lost({});
  loop.run_posted();
  EXPECT_EQ(settled(Outcome::unavailable), 1U);
  EXPECT_EQ(detached, 1);
  outbox->attach(other);
  offer("b");
  EXPECT_THAT(got_by(other), IsEmpty());
  EXPECT_EQ(settled(Outcome::unavailable), 2U);
}

TEST_F(OutboxReplacingTest, ForgetsTheLanesOfTheFirstSink) {
  open();
  sink.answer = Lane{1};
  offer("a");
  offer("b");
  detach();
  outbox->on_lost({});
  loop.run_posted();
  outbox->attach(other);
  EXPECT_THAT(got_by(other), ElementsAre("a", "b"));
}

}  // namespace
}  // namespace sluice::relay
