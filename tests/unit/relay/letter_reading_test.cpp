#include "gateway/relay/letter_reading.hpp"

#include <gmock/gmock.h>

#include <array>
#include <string>

#include "gateway/relay/route_letters.hpp"
#include "gateway/text/header_text.hpp"
#include "tests/unit/relay/outbox_fixture.hpp"

namespace sluice::relay {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr WallTime arrival{std::chrono::milliseconds{1'700'000'000'123}};

MATCHER_P2(IsHeader, name, value, "") {
  return arg.name == name && arg.value == value;
}

/// Letters as a broker gives them back.
struct LetterReadingTest : OutboxFixture {
  void SetUp() override { open(); }

  /// The letter that a route sends of this record.
  const Message& letter_of(std::string_view payload, std::span<const Header> headers,
                           Change change = Change::append) {
    ById<SinkId, Outbox> outboxes;
    outboxes.set(SinkId{1}, outbox.get());
    const LetterTopics topics{{DeadLetterMark{99}, {.sink = SinkId{1}, .topic = "dead"}}};
    RouteLetters letters({.sink = "log",
                          .topics = topics,
                          .outboxes = outboxes,
                          .wall_clock = [] { return WallTime{}; },
                          .origin = "sluice"});
    const std::string encoded = text::header_text(headers);
    letters.send(
        {.topic = "trades",
         .key = "k",
         .payload = payload,
         .headers = Headers{encoded},
         .facts = {.received_at = arrival, .change = change, .dead_letter = DeadLetterMark{99}}},
        {RejectionCode::too_large, "too large"}, [](bool) {});
    const RecordingSink::Submitted& got = sink.got.back();
    for (const auto& [name, value] : got.headers) found.push_back({name, value});
    const bool is_null = got.facts.change == Change::remove;
    letter = {.topic = got.topic,
              .key = got.key,
              .payload = is_null ? std::string_view{} : std::string_view{got.payload},
              .headers = found,
              .published_at = got.facts.received_at};
    return letter;
  }
  const Message& with(std::initializer_list<Header> headers) {
    found = headers;
    letter = {.topic = "dead", .key = "", .payload = "p", .headers = found};
    return letter;
  }

  std::vector<Header> found;
  Message letter;
};

TEST_F(LetterReadingTest, FindsTheRecordAsItWas) {
  const std::array<Header, 2> headers{{{"event", "tick"}, {"sluice-event", "the route's own"}}};
  const auto original = std::get<Original>(original_of(letter_of("text", headers)));
  EXPECT_EQ(original.sink, "log");
  EXPECT_EQ(original.topic, "trades");
  EXPECT_EQ(original.key, "k");
  EXPECT_EQ(original.payload, "text");
  EXPECT_EQ(original.received_at, arrival);
  EXPECT_THAT(original.headers,
              ElementsAre(IsHeader("event", "tick"), IsHeader("sluice-event", "the route's own")));
}

TEST_F(LetterReadingTest, KeepsANullApartFromAnEmptyPayload) {
  EXPECT_EQ(std::get<Original>(original_of(letter_of("", {}, Change::remove))).payload.data(),
            nullptr);
  const auto empty = std::get<Original>(original_of(letter_of("", {})));
  EXPECT_NE(empty.payload.data(), nullptr);
  EXPECT_THAT(empty.headers, IsEmpty());
}

TEST_F(LetterReadingTest, ATruncatedLetterIsNoRecordAnyMore) {
  const auto& cut = with({{"sluice-reason", "too_large"},
                          {"sluice-sink", "log"},
                          {"sluice-topic", "t"},
                          {"sluice-truncated", "1000"}});
  EXPECT_EQ(std::get<NoOriginal>(original_of(cut)), NoOriginal::truncated);
}

TEST_F(LetterReadingTest, OtherMessagesAndTheLettersOfReturnsAreNoLettersOfRoutes) {
  EXPECT_EQ(std::get<NoOriginal>(original_of(with({}))), NoOriginal::no_letter);
  EXPECT_EQ(std::get<NoOriginal>(original_of(with({{"sluice-sink", "log"}}))),
            NoOriginal::no_letter);
  EXPECT_EQ(
      std::get<NoOriginal>(original_of(with(
          {{"sluice-reason", "binary"}, {"sluice-return", "commands"}, {"sluice-topic", "t"}}))),
      NoOriginal::no_letter);
}

}  // namespace
}  // namespace sluice::relay
