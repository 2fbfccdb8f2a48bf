#include "gateway/tap/tap_query.hpp"

#include <gtest/gtest.h>

#include <string>

namespace sluice::tap {
namespace {

constexpr TapNames filled{.connection = "market", .channel = "private-orders", .event = "filled"};

std::string problem(std::string_view query) {
  const auto filter = filter_of(query);
  return filter ? "" : filter.error().message;
}

TEST(TapQueryTest, ReadsEveryParameter) {
  EXPECT_TRUE(filter_of("")->takes(TapKind::event, filled));
  const auto one = filter_of("connection=m*&channel=private-*&event=filled&payload=masked").value();
  EXPECT_TRUE(one.takes(TapKind::event, filled));
  EXPECT_FALSE(one.takes(TapKind::event, {.connection = "shop"}));
  EXPECT_FALSE(one.shows_payload("private-orders"));
  const auto other = filter_of("&sink=kafka&&kind=record&payload=decrypted&").value();
  EXPECT_FALSE(other.takes(TapKind::event, filled));
  EXPECT_TRUE(other.takes(TapKind::record, filled));
  EXPECT_FALSE(other.takes_sink("mqtt"));
  EXPECT_TRUE(other.shows_payload("private-encrypted-x"));
}

TEST(TapQueryTest, DecodesWhatAUrlEncodes) {
  const auto filter = filter_of("channel=a%2Bb%20c+d%3D%26").value();
  EXPECT_TRUE(filter.takes(TapKind::event, {.channel = "a+b c d=&"}));
  EXPECT_FALSE(filter.takes(TapKind::event, {.channel = "a b c d=&"}));
}

TEST(TapQueryTest, NamesTheParameterThatIsWrong) {
  EXPECT_EQ(
      problem("chanel=a"),
      "\"chanel\" is no parameter; there are connection, channel, event, sink, kind and payload");
  EXPECT_EQ(problem("kind=events"), "kind: \"events\" is none of event, record, message");
  EXPECT_EQ(problem("payload=no"), "payload: \"no\" is none of shown, masked, decrypted");
  EXPECT_EQ(problem("channel=a&channel=b"), "\"channel\": is there twice");
  EXPECT_EQ(problem("channel="), "\"channel\": has no value");
  EXPECT_EQ(problem("channel"), "\"channel\": has no value");
  EXPECT_EQ(problem("event=%4"), "\"event\": \"%4\" has a % without two digits");
  EXPECT_EQ(problem("event=%zz"), "\"event\": \"%zz\" has a % without two digits");
  EXPECT_EQ(problem("sink=a&kind=event"), "sink: only records have one, and kind asks for others");
  EXPECT_EQ(problem("event=" + std::string(600, 'a')), "\"event\": is longer than 512 bytes");
}

TEST(TapQueryTest, QuotesWhatATerminalCanBear) {
  EXPECT_EQ(problem("kind=%1b%5b2J"), "kind: \"?[2J\" is none of event, record, message");
  const auto shown = problem("kind=" + std::string(400, 'x'));
  EXPECT_LT(shown.size(), 100U);
}

}  // namespace
}  // namespace sluice::tap
