#include "gateway/returns/return_path.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "tests/unit/returns/return_path_fixture.hpp"

namespace sluice::returns {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Pair;

struct ReturnPathTest : ReturnPathFixture {};

TEST_F(ReturnPathTest, SettlesAMessageWhenItsEventIsPublished) {
  start({to_channel("private-{key}")});
  receive(7, "[1]", "a");
  ASSERT_EQ(outlets[0].given.size(), 1U);
  EXPECT_EQ(outlets[0].given[0].event.channel, "private-a");
  EXPECT_EQ(outlets[0].given[0].event.data, "[1]");
  EXPECT_THAT(source.settled, IsEmpty());
  EXPECT_EQ(path_probe.pending.value(), 1);
  outlets[0].conclude();
  EXPECT_THAT(source.settled, ElementsAre(7));
  EXPECT_EQ(probes[0].sent.value(), 1U);
  EXPECT_EQ(path_probe.received.value(), 1U);
  EXPECT_EQ(path_probe.pending.value(), 0);
}

TEST_F(ReturnPathTest, SettlesAtOnceAndCountsWhatNoReturnTakes) {
  ReturnRule picky = to_channel("private-a");
  picky.topic_glob = "other";
  start({picky});
  receive(1, "x");
  EXPECT_THAT(source.settled, ElementsAre(1));
  EXPECT_EQ(path_probe.unmatched.value(), 1U);
  EXPECT_TRUE(has_settled_all());
}

TEST_F(ReturnPathTest, SettlesWhenAllReturnsThatTookAMessageAreThrough) {
  start({to_channel("private-a"), to_channel("private-{topic}"), to_channel("private-{header:x}")});
  receive(1, "x");
  outlets[0].conclude();
  EXPECT_THAT(source.settled, IsEmpty());
  outlets[0].conclude({.loss = ReturnLoss::unwanted_channel});
  EXPECT_THAT(source.settled, ElementsAre(1));
  EXPECT_EQ(probes[0].sent.value(), 1U);
  EXPECT_EQ(dropped(ReturnLoss::unwanted_channel, 1), 1U);
  EXPECT_EQ(dropped(ReturnLoss::missing_field, 2), 1U);
}

TEST_F(ReturnPathTest, UsesTheConnectionThatSubscribesAndTheDoorThatIsAskedFor) {
  ReturnRule shared = to_channel("private-{key}");
  shared.connections = {ConnectionId{0}, ConnectionId{1}};
  ReturnRule by_http = to_channel("news");
  by_http.publish = PublishMode::http;
  start({shared, by_http});
  receive(1, "x", "c");
  receive(2, "x", "b");
  EXPECT_EQ(outlets[1].given.at(0).event.channel, "private-c");
  EXPECT_EQ(outlets[0].given.at(0).event.channel, "private-b");
  EXPECT_EQ(api.given.size(), 2U);
}

TEST_F(ReturnPathTest, CountsWhatTheOutcomeTells) {
  start({to_channel("private-a")});
  receive(1, "x");
  loop.advance(2s);
  outlets[0].conclude({.throttled = 1500ms, .retries = 3});
  EXPECT_EQ(probes[0].retries.value(), 3U);
  EXPECT_EQ(probes[0].throttled_ms.value(), 1500U);
  EXPECT_EQ(probes[0].seconds.sum(), 2.0);
}

TEST_F(ReturnPathTest, KeepsANullInTheDeadLetter) {
  ReturnRule rule = to_channel("private-a");
  rule.dead_letter = DeadLetterTopic{SinkId{0}, "dead"};
  start({rule});
  path->on_message({.topic = "cmd", .key = "a", .payload = {}, .headers = {}}, Ticket{1});
  path->on_message({.topic = "cmd", .key = "a", .payload = "\xFF", .headers = {}}, Ticket{2});
  ASSERT_EQ(sink.got.size(), 2U);
  EXPECT_EQ(sink.got[0].facts.change, Change::remove);
  EXPECT_EQ(sink.got[1].facts.change, Change::append);
  outbox.on_delivered(sink.got[0].ticket);
  EXPECT_EQ(dead_lettered(ReturnLoss::missing_field), 1U);
}

TEST_F(ReturnPathTest, SendsWhatCanNeverBeSentToTheDeadLetterTopic) {
  ReturnRule rule = to_channel("private-{key}");
  rule.dead_letter = DeadLetterTopic{SinkId{0}, "dead"};
  start({rule});
  const std::array<Header, 2> headers{{{"type", "t"}, {"sluice-reason", "an older one"}}};
  path->on_message(
      {.topic = "cmd", .key = "a", .payload = "\xFF", .headers = headers, .published_at = wall_now},
      Ticket{1});
  ASSERT_EQ(sink.got.size(), 1U);
  EXPECT_EQ(sink.got[0].topic, "dead");
  EXPECT_EQ(sink.got[0].facts.received_at, wall_now);
  EXPECT_EQ(sink.got[0].key, "a");
  EXPECT_EQ(sink.got[0].payload, "\xFF");
  EXPECT_THAT(sink.got[0].headers,
              ElementsAre(Pair("sluice-detail", "the payload is not UTF-8 text"),
                          Pair("sluice-origin", "edge"), Pair("sluice-reason", "binary"),
                          Pair("sluice-return", "return-0"),
                          Pair("sluice-time", "1970-02-11T16:00:00.000Z"),
                          Pair("sluice-topic", "cmd"), Pair("type", "t")));
  EXPECT_THAT(lost, ElementsAre("cmd: binary"));
}

TEST_F(ReturnPathTest, SettlesAMessageWhenItsDeadLetterIsDelivered) {
  ReturnRule rule = to_channel("private-{key}");
  rule.dead_letter = DeadLetterTopic{SinkId{0}, "dead"};
  start({rule});
  receive(1, "\xFF");
  EXPECT_THAT(source.settled, IsEmpty());
  EXPECT_EQ(dead_lettered(ReturnLoss::binary), 0U);
  EXPECT_FALSE(has_settled_all());
  outbox.on_delivered(sink.got[0].ticket);
  EXPECT_THAT(source.settled, ElementsAre(1));
  EXPECT_EQ(dead_lettered(ReturnLoss::binary), 1U);
  EXPECT_EQ(dropped(ReturnLoss::binary), 0U);
  EXPECT_TRUE(has_settled_all());
}

TEST_F(ReturnPathTest, CountsALetterThatIsRejectedAsDropped) {
  ReturnRule rule = to_channel("private-{key}");
  rule.dead_letter = DeadLetterTopic{SinkId{0}, "dead"};
  start({rule});
  receive(1, "\xFF");
  outbox.on_rejected(sink.got[0].ticket, {});
  EXPECT_THAT(source.settled, ElementsAre(1));
  EXPECT_EQ(dead_lettered(ReturnLoss::binary), 0U);
  EXPECT_EQ(dropped(ReturnLoss::binary), 1U);
  EXPECT_EQ(lost.size(), 2U);
}

TEST_F(ReturnPathTest, LeavesTheMessageOfALetterThatWasGivenUpUnsettled) {
  ReturnRule rule = to_channel("private-{key}");
  rule.dead_letter = DeadLetterTopic{SinkId{0}, "dead"};
  start({rule});
  receive(1, "\xFF");
  outbox.give_up();
  outbox.on_lost(Loss{});
  EXPECT_THAT(source.settled, IsEmpty());
  EXPECT_EQ(dead_lettered(ReturnLoss::binary) + dropped(ReturnLoss::binary), 0U);
}

TEST_F(ReturnPathTest, NamesThePlaceOfAMessageInItsLetter) {
  ReturnRule rule = to_channel("private-{key}");
  rule.dead_letter = DeadLetterTopic{SinkId{0}, "dead"};
  start({rule});
  path->on_message({.topic = "cmd",
                    .key = "a",
                    .payload = "\xFF",
                    .headers = {},
                    .published_at = wall_now,
                    .position = LogPosition{3, 4'711}},
                   Ticket{1});
  EXPECT_THAT(sink.got.at(0).headers,
              IsSupersetOf({Pair("sluice-partition", "3"), Pair("sluice-offset", "4711")}));
}

TEST_F(ReturnPathTest, SendsWhatTheServerRefusesToTheDeadLetterTopicToo) {
  ReturnRule rule = to_channel("private-a");
  rule.dead_letter = DeadLetterTopic{SinkId{0}, "dead"};
  start({rule});
  receive(1, "x");
  outlets[0].conclude({.loss = ReturnLoss::refused, .detail = "4301 no"});
  ASSERT_EQ(sink.got.size(), 1U);
  EXPECT_THAT(sink.got[0].headers,
              IsSupersetOf({Pair("sluice-reason", "refused"), Pair("sluice-detail", "4301 no")}));
  EXPECT_THAT(source.settled, IsEmpty());
  outbox.on_delivered(sink.got[0].ticket);
  EXPECT_THAT(source.settled, ElementsAre(1));
}

TEST_F(ReturnPathTest, DropsQuietlyWhatOnlyCameTooLateOrIsItsOwn) {
  ReturnRule rule = to_channel("private-a");
  rule.dead_letter = DeadLetterTopic{SinkId{0}, "dead"};
  start({rule});
  const std::array<Header, 1> own{{{"sluice-origin", "edge"}}};
  path->on_message({"cmd", "", "", own, wall_now}, Ticket{1});
  receive(2, "x");
  outlets[0].conclude({.loss = ReturnLoss::superseded});
  EXPECT_THAT(sink.got, IsEmpty());
  EXPECT_THAT(lost, IsEmpty());
  EXPECT_EQ(dropped(ReturnLoss::own_record), 1U);
  EXPECT_EQ(dropped(ReturnLoss::superseded), 1U);
  EXPECT_THAT(source.settled, ElementsAre(1, 2));
}

TEST_F(ReturnPathTest, PausesAtTheWindowsEdgeAndResumesWhenHalfOfItIsFree) {
  start({to_channel("private-a")}, {.max_messages = 4, .max_bytes = usual_window.max_bytes});
  for (std::uint64_t ticket = 1; ticket <= 3; ++ticket) receive(ticket, "x");
  EXPECT_FALSE(source.paused);
  receive(4, "x");
  EXPECT_TRUE(source.paused);
  receive(5, "what was under way may still come");
  for (int i = 0; i < 2; ++i) outlets[0].conclude();
  EXPECT_TRUE(source.paused);
  outlets[0].conclude();
  EXPECT_FALSE(source.paused);
}

TEST_F(ReturnPathTest, BoundsTheBytesOfWhatIsUnderWay) {
  start({to_channel("private-a")}, {.max_messages = usual_window.max_messages, .max_bytes = 1000});
  receive(1, std::string(600, 'x'));
  EXPECT_FALSE(source.paused);
  receive(2, std::string(400, 'x'));
  EXPECT_TRUE(source.paused);
  outlets[0].conclude();
  EXPECT_FALSE(source.paused);
}

TEST_F(ReturnPathTest, StaysPausedWhileTheDeadLettersOutboxBlocks) {
  ReturnRule rule = to_channel("private-a");
  rule.dead_letter = DeadLetterTopic{SinkId{0}, "dead"};
  start({rule});
  receive(1, "\xFF");
  EXPECT_FALSE(source.paused);
  EXPECT_EQ(path_probe.blocked.value(), 0);
  receive(2, "\xFF");
  EXPECT_TRUE(source.paused) << "its outbox holds two records at most";
  EXPECT_EQ(path_probe.blocked.value(), 1);
  EXPECT_THAT(source.settled, IsEmpty());
  outbox.on_delivered(sink.got[0].ticket);
  path->on_outbox_wants_events();
  EXPECT_FALSE(source.paused);
  EXPECT_EQ(path_probe.blocked.value(), 0);
}

TEST_F(ReturnPathTest, ForgetsAWithdrawnMessageAndStillCountsItsEvent) {
  ReturnRule rule = to_channel("private-a");
  rule.dead_letter = DeadLetterTopic{SinkId{0}, "dead"};
  start({rule}, {.max_messages = 2, .max_bytes = usual_window.max_bytes});
  receive(1, "x");
  receive(2, "x");
  EXPECT_TRUE(source.paused);
  path->on_withdrawn(Ticket{1});
  EXPECT_FALSE(source.paused);
  receive(1, "another message, the same ticket");
  outlets[0].conclude({.loss = ReturnLoss::refused});
  EXPECT_THAT(source.settled, IsEmpty());
  EXPECT_EQ(dropped(ReturnLoss::refused), 1U) << "its bytes are gone";
  outlets[0].conclude();
  outlets[0].conclude();
  EXPECT_THAT(source.settled, ElementsAre(2, 1));
  path->on_withdrawn(Ticket{1});
  EXPECT_TRUE(has_settled_all());
}

TEST_F(ReturnPathTest, WithdrawsTheEventsOfAWithdrawnMessage) {
  start({to_channel("private-a"), to_channel("private-b")});
  receive(1, "x");
  receive(2, "x");
  path->on_withdrawn(Ticket{1});
  const auto& given = outlets[0].given;
  ASSERT_EQ(given.size(), 4U);
  EXPECT_THAT(outlets[0].withdrawn, ElementsAre(given[0].event.id, given[1].event.id));
  outlets[0].conclude({.loss = ReturnLoss::withdrawn});
  outlets[0].conclude();
  EXPECT_EQ(dropped(ReturnLoss::withdrawn), 1U);
  EXPECT_TRUE(lost.empty());
}

TEST_F(ReturnPathTest, CountsAtAStopWhatIsWithdrawnBeforeItWasSettled) {
  start({to_channel("private-a")});
  for (std::uint64_t ticket = 1; ticket <= 3; ++ticket) receive(ticket, "x");
  path->on_withdrawn(Ticket{1});
  EXPECT_EQ(path_probe.left.value(), 0) << "the source goes on";
  path->stop([] {});
  outlets[0].conclude({.loss = ReturnLoss::withdrawn});  // of the first
  outlets[0].conclude();                                 // of the second, which is thus settled
  path->on_withdrawn(Ticket{2});
  path->on_withdrawn(Ticket{3});
  EXPECT_EQ(path_probe.left.value(), 1);
}

TEST_F(ReturnPathTest, LeavesHalfOfTheWindowToOthersThanAFullOutlet) {
  ReturnRule stuck = to_channel("private-a");
  stuck.key_glob = "stuck";
  ReturnRule other = to_channel("private-c");
  other.key_glob = "other";
  other.connections = {ConnectionId{1}};
  start({stuck, other}, {.max_messages = 4, .max_bytes = usual_window.max_bytes});
  receive(1, "x", "stuck");
  EXPECT_TRUE(source.held.empty());
  receive(2, "x", "stuck");
  EXPECT_THAT(source.held, ElementsAre(std::pair(std::uint64_t{2}, std::size_t{0})));
  EXPECT_FALSE(source.paused);
  for (std::uint64_t ticket = 3; ticket < 20; ++ticket) {
    receive(ticket, "x", "other");
    outlets[1].conclude();
    EXPECT_FALSE(source.paused);
  }
  EXPECT_EQ(source.held.size(), 1U);
  outlets[0].conclude();
  EXPECT_TRUE(source.held.empty());
  outlets[0].conclude();
}

TEST_F(ReturnPathTest, HasTheWholeWindowForItsOnlyOutlet) {
  start({to_channel("private-a")}, {.max_messages = 3, .max_bytes = usual_window.max_bytes});
  receive(1, "x");
  receive(2, "x");
  EXPECT_TRUE(source.held.empty());
  outlets[0].conclude();
  outlets[0].conclude();
}

TEST_F(ReturnPathTest, DrainsAfterItIsStopped) {
  start({to_channel("private-a")}, {.max_messages = 2, .max_bytes = usual_window.max_bytes});
  receive(1, "x");
  receive(2, "x");
  bool through = false;
  path->stop([&] { through = true; });
  EXPECT_TRUE(source.stopped);
  source.is_quiet();
  outlets[0].conclude();
  EXPECT_FALSE(through);
  outlets[0].conclude();
  EXPECT_TRUE(through);
  EXPECT_TRUE(source.paused) << "a source that is stopped is not resumed";
}

TEST_F(ReturnPathTest, LetsGoOfWhatIsUnsettledAndWithdrawsItsEvents) {
  start({to_channel("private-a")});
  receive(1, "{}");
  receive(2, "{}");
  outlets[0].conclude();
  path->stop([] { FAIL() << "a message is unsettled"; });
  EXPECT_EQ(path->let_go(), 1U);
  EXPECT_THAT(outlets[0].withdrawn, ElementsAre(outlets[0].given[0].event.id));
  EXPECT_EQ(dropped(ReturnLoss::withdrawn), 1U);
  EXPECT_TRUE(has_settled_all());
  expect_conserved();
  EXPECT_FALSE(path->unused());
  outlets[0].conclude({.loss = ReturnLoss::withdrawn});
  EXPECT_TRUE(path->unused());
  EXPECT_THAT(source.settled, ElementsAre(1));
}

TEST_F(ReturnPathTest, IsUsedUntilTheLettersOfWhatItLetGoAreThrough) {
  ReturnRule rule = to_channel("private-{key}");
  rule.dead_letter = DeadLetterTopic{.sink = SinkId{0}, .topic = "dead"};
  start({rule});
  receive(1, "\xff");
  ASSERT_EQ(sink.got.size(), 1U);
  path->stop([] {});
  EXPECT_EQ(path->let_go(), 1U);
  EXPECT_FALSE(path->unused());
  outbox.on_delivered(sink.got[0].ticket);
  EXPECT_TRUE(path->unused());
  EXPECT_EQ(dead_lettered(ReturnLoss::binary), 0U);
}

TEST_F(ReturnPathTest, IsNotThroughWhileMessagesMayStillCome) {
  start({to_channel("private-a")});
  bool through = false;
  path->stop([&] { through = true; });
  receive(1, "x");
  outlets[0].conclude();
  EXPECT_FALSE(through);
  receive(2, "x");
  source.is_quiet();
  EXPECT_FALSE(through);
  outlets[0].conclude();
  EXPECT_TRUE(through);
}

}  // namespace
}  // namespace sluice::returns
