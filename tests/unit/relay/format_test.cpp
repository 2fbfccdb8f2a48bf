#include "gateway/relay/format.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "tests/unit/text/rendering.hpp"

namespace sluice::relay {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

Event event_with(std::string_view data) {
  Event event;
  event.connection = "market";
  event.channel = "private-orders";
  event.name = "filled";
  event.data = data;
  event.received_at = sys_days{2026y / std::chrono::January / 2} + 3h + 4min + 5s + 678'999us;
  event.sequence = 7;
  return event;
}

std::optional<std::string> payload(Format format, const Event& event,
                                   DataShape data = DataShape::as_sent) {
  const CloudEventRule rule;
  std::optional<ContentType> type;
  std::string text = text::rendered(payload_bound(format, rule, event), [&](text::Writer& out) {
    type = format_payload(format, data, rule, event, out);
  });
  return type ? std::optional{text} : std::nullopt;
}

TEST(FormatRawTest, UnescapesAStringOnce) {
  EXPECT_EQ(payload(Format::raw, event_with(R"("{\"id\":1,\"t\":\"a\\nb\"}")")),
            R"({"id":1,"t":"a\nb"})");
}

TEST(FormatRawTest, KeepsAnythingElseExactly) {
  for (const std::string_view data :
       {R"({"b":1, "a":12345678901234567890})", "[1,2 ,3]", "1.50", "null", "true"}) {
    EXPECT_EQ(payload(Format::raw, event_with(data)), data);
  }
}

TEST(FormatRawTest, IsEmptyWithoutData) {
  EXPECT_EQ(payload(Format::raw, event_with("")), "");
}

TEST(FormatRawTest, RefusesABadEscape) {
  EXPECT_EQ(payload(Format::raw, event_with(R"("a\xb")")), std::nullopt);
}

TEST(FormatJsonTest, WrapsTheDataExactlyAsSent) {
  EXPECT_EQ(
      payload(Format::json, event_with(R"("{\"id\":12345678901234567890}")")),
      R"({"connection":"market","channel":"private-orders","event":"filled","kind":"message",)"
      R"("data":"{\"id\":12345678901234567890}",)"
      R"("received_at":"2026-01-02T03:04:05.678Z","sequence":7})");
}

std::string parsed_data(std::string_view data) {
  const std::string text = payload(Format::json, event_with(data), DataShape::parsed).value();
  const std::size_t start = text.find("\"data\":") + 7;
  return text.substr(start, text.find(",\"received_at\"") - start);
}

TEST(FormatJsonTest, PutsTheJsonThatIsInAStringInItsPlaceByteForByte) {
  EXPECT_EQ(parsed_data(R"("{\"b\":1, \"a\":12345678901234567890, \"t\":\"x\\ny\"}")"),
            R"({"b":1, "a":12345678901234567890, "t":"x\ny"})");
  EXPECT_EQ(parsed_data(R"("[1,2 ,3]")"), "[1,2 ,3]");
  EXPECT_EQ(parsed_data(R"("1.50")"), "1.50");
}

TEST(FormatJsonTest, LeavesDataThatIsNoStringWithJsonInItAsItWasSent) {
  for (const std::string_view data :
       {R"("hello \"you\"")", R"("")", R"("{\"a\":}")", R"({"a": 1})", "null", "1.50"}) {
    EXPECT_EQ(parsed_data(data), data);
  }
  EXPECT_EQ(parsed_data(""), "null");
  const std::string deep = '"' + std::string(513, '[') + std::string(513, ']') + '"';
  EXPECT_EQ(parsed_data(deep), deep);
  EXPECT_EQ(payload(Format::json, event_with(R"("a\xb")"), DataShape::parsed), std::nullopt);
}

TEST(FormatJsonTest, SaysNullWithoutDataAndTheUserWhereThereIsOne) {
  Event event = event_with("");
  event.user_id = "u\"1";
  EXPECT_EQ(
      payload(Format::json, event),
      R"({"connection":"market","channel":"private-orders","event":"filled","kind":"message",)"
      R"("data":null,)"
      R"("user_id":"u\"1","received_at":"2026-01-02T03:04:05.678Z","sequence":7})");
}

TEST(FormatJsonTest, SaysThatAnEventIsReplayed) {
  Event event = event_with("1");
  event.replayed = true;
  EXPECT_NE(payload(Format::json, event)->find(R"("data":1,"replayed":true,"received_at":)"),
            std::string::npos);
}

TEST(FormatJsonTest, EscapesNamesThatPeersChose) {
  Event event = event_with("1");
  event.channel = "a\"}\n";
  event.name = "b\\\x01";
  const std::string text = payload(Format::json, event).value();
  EXPECT_NE(text.find(R"("channel":"a\"}\n","event":"b\\\u0001","kind":"message","data":1)"),
            std::string::npos)
      << text;
}

// The bound is handed out as room, and one byte too few would end the process.
TEST(FormatJsonTest, StaysWithinItsBoundAtItsWorst) {
  const std::string worst(300, '\x01');
  Event event = event_with("");
  event.connection = event.channel = event.name = event.user_id = worst;
  event.sequence = ~std::uint64_t{0};
  event.replayed = true;
  const std::string text = payload(Format::json, event).value();
  EXPECT_EQ(text.size(), json_bound(event));
  EXPECT_NE(text.find(R"("sequence":18446744073709551615})"), std::string::npos);
}

TEST(FormatJsonTest, WritesTimesBeforeTheEpochAndAtTheEndOfAYear) {
  Event event = event_with("1");
  event.received_at = sys_days{1969y / std::chrono::December / 31} + 23h + 59min + 59s + 999ms;
  EXPECT_NE(payload(Format::json, event)->find("1969-12-31T23:59:59.999Z"), std::string::npos);
  event.received_at = sys_days{2028y / std::chrono::February / 29};
  EXPECT_NE(payload(Format::json, event)->find("2028-02-29T00:00:00.000Z"), std::string::npos);
}

}  // namespace
}  // namespace sluice::relay
