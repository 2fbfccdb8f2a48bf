#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "gateway/core/ids.hpp"
#include "gateway/relay/letter.hpp"
#include "gateway/relay/route_letters.hpp"
#include "tests/unit/relay/outbox_fixture.hpp"

namespace sluice::relay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr Rejection too_large{RejectionCode::too_large, "the broker's words"};

/// An outbox whose rejected records have a dead-letter topic in another outbox.
struct OutboxLettersTest : OutboxFixture {
  void start(OutboxSettings settings = test::roomy, SinkId letters_to = SinkId{2}) {
    open(settings);
    outboxes.set(SinkId{1}, outbox.get());
    outboxes.set(SinkId{2}, &other);
    other.attach(other_sink);
    topics.emplace(mark, DeadLetterTopic{letters_to, "dead"});
    outbox->set_dead_letters(letters);
    other.set_dead_letters(other_letters);
  }
  void offer_marked(std::string_view payload) {
    text::Writer out = outbox->begin(100 + payload.size());
    out.append("topic");
    out.append("key");
    out.append(payload);
    const std::size_t before = out.size();
    out.add_header({"own", "header"});
    outbox->commit(
        {.topic = 5,
         .key = 3,
         .payload = static_cast<std::uint32_t>(payload.size()),
         .headers = static_cast<std::uint32_t>(out.size() - before)},
        {.received_at = arrival, .content_type = ContentType::json, .dead_letter = mark});
  }
  void reject(std::size_t nth) { outbox->on_rejected(sink.got.at(nth).ticket, too_large); }
  void reject_letter(std::size_t nth) {
    other.on_rejected(other_sink.got.at(nth).ticket, too_large);
  }
  [[nodiscard]] RouteLetters letters_of(std::string name) {
    return RouteLetters{{.sink = std::move(name),
                         .topics = topics,
                         .outboxes = outboxes,
                         .wall_clock = [this] { return arrival + std::chrono::hours{1}; },
                         .origin = "edge"}};
  }

  const WallTime arrival = WallTime{} + std::chrono::hours{1000};
  const DeadLetterMark mark = mark_of("other", "dead");
  LetterTopics topics;
  ById<SinkId, Outbox> outboxes;
  RouteLetters letters = letters_of("first");
  RouteLetters other_letters = letters_of("other");
  OutboxProbe other_probe;
  RecordingSink other_sink;
  Outbox other{test::roomy, loop, other_probe};
};

TEST_F(OutboxLettersTest, ARejectedRecordGoesToItsDeadLetterTopicWithAllThatIsKnownOfIt) {
  start();
  offer_marked("payload");
  reject(0);
  ASSERT_EQ(other_sink.got.size(), 1U);
  const auto& letter = other_sink.got[0];
  EXPECT_EQ(letter.topic, "dead");
  EXPECT_EQ(letter.key, "key");
  EXPECT_EQ(letter.payload, "payload");
  EXPECT_EQ(letter.facts.received_at, arrival);
  EXPECT_EQ(letter.facts.content_type, ContentType::json);
  EXPECT_THAT(
      letter.headers,
      ElementsAre(Pair("own", "header"), Pair("sluice-detail", "the broker's words"),
                  Pair("sluice-origin", "edge"), Pair("sluice-reason", "too_large"),
                  Pair("sluice-sink", "first"), Pair("sluice-time", "1970-02-11T17:00:00.000Z"),
                  Pair("sluice-topic", "topic")));
  EXPECT_EQ(settled(Outcome::dead_lettered), 1U);
  EXPECT_EQ(settled(Outcome::rejected), 0U);
  EXPECT_TRUE(outbox->drained());
}

TEST_F(OutboxLettersTest, ARecordWithoutATopicIsCounted) {
  start();
  offer("payload");
  reject(0);
  EXPECT_THAT(other_sink.got, IsEmpty());
  EXPECT_EQ(settled(Outcome::rejected), 1U);
}

TEST_F(OutboxLettersTest, ARecordWhoseTopicIsNoLongerConfiguredIsCounted) {
  start();
  topics.clear();
  offer_marked("payload");
  reject(0);
  EXPECT_EQ(settled(Outcome::rejected), 1U);
}

TEST_F(OutboxLettersTest, ALetterMayComeToTheSameOutboxInTheMiddleOfSubmitting) {
  start(test::roomy, SinkId{1});
  sink.answer = too_large;
  offer_marked("1");
  EXPECT_EQ(settled(Outcome::dead_lettered), 1U);
  // The sink refuses the letter as well.
  EXPECT_EQ(settled(Outcome::rejected), 1U);
  EXPECT_TRUE(outbox->drained());
}

TEST_F(OutboxLettersTest, ALetterThatIsRejectedIsCountedAndGetsNoLetter) {
  start();
  offer_marked("");
  reject(0);
  reject_letter(0);
  EXPECT_EQ(other_sink.got.size(), 1U);
  EXPECT_EQ(other_probe.settled[std::size_t(Outcome::rejected)].value(), 1U);
  EXPECT_EQ(settled(Outcome::dead_lettered), 1U);
}

TEST_F(OutboxLettersTest, ALetterForAFullOutboxIsDroppedAndItsRecordIsRejected) {
  start();
  other.set_bounds(
      {.max_records = 1, .max_bytes = 10'000, .when_full = OverflowPolicy::drop_newest});
  offer_marked("1");
  offer_marked("2");
  reject(0);
  reject(1);
  EXPECT_EQ(settled(Outcome::dead_lettered), 1U);
  EXPECT_EQ(settled(Outcome::rejected), 1U);
  EXPECT_EQ(other_probe.dropped[std::size_t(DropReason::outbox_full_newest)].value(), 1U);
}

TEST_F(OutboxLettersTest, ALetterInAFullOutboxOfItsOwnTakesThePlaceOfItsRecord) {
  start({.max_records = 2, .max_bytes = 10'000, .when_full = OverflowPolicy::drop_oldest},
        SinkId{1});
  sink.limits.records = 1;
  offer_marked("1");
  offer_marked("2");
  reject(0);
  EXPECT_EQ(dropped(DropReason::outbox_full_oldest), 0U);
  EXPECT_EQ(settled(Outcome::dead_lettered), 1U);
  EXPECT_EQ(probe.records.value(), 2);
}

TEST_F(OutboxLettersTest, ALetterThatIsTooLargeIsCutUntilItFits) {
  start();
  offer_marked(std::string(1000, 'x'));
  reject(0);
  reject_letter(0);
  ASSERT_EQ(other_sink.got.size(), 2U);
  reject_letter(1);
  ASSERT_EQ(other_sink.got.size(), 3U);
  EXPECT_EQ(other_sink.got[2].payload, std::string(250, 'x'));
  EXPECT_EQ(other_sink.got[2].headers.at("sluice-truncated"), "1000");
  EXPECT_EQ(other_sink.got[2].headers.at("own"), "header");
  EXPECT_EQ(other_sink.got[2].key, "key");
  other.on_delivered(other_sink.got[2].ticket);
  EXPECT_EQ(other_probe.settled[std::size_t(Outcome::delivered)].value(), 1U);
  EXPECT_EQ(other_probe.settled[std::size_t(Outcome::rejected)].value(), 0U);
}

TEST_F(OutboxLettersTest, WhoWaitsForALetterHearsOfItWhenItWasCutToo) {
  start();
  std::optional<Outcome> end;
  offer_letter({.payload = "12345678", .facts = {{"sluice-reason", "r"}}}, {SinkId{2}, "dead"},
               other, [&end](std::optional<Outcome> outcome) { end = outcome; });
  reject_letter(0);
  EXPECT_EQ(end, std::nullopt);
  other.on_delivered(other_sink.got.at(1).ticket);
  EXPECT_EQ(end, Outcome::delivered);
}

}  // namespace
}  // namespace sluice::relay
