#include "gateway/relay/cloud_event.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/core/delivery.hpp"
#include "gateway/relay/data_value.hpp"
#include "tests/unit/text/rendering.hpp"

namespace sluice::relay {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using std::chrono::sys_days;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

struct CloudEventTest : testing::Test {
  [[nodiscard]] std::optional<std::string> structured() const {
    bool good = false;
    std::string text = text::rendered(cloud_event_bound(event, rule), [&](text::Writer& out) {
      good = format_cloud_event(event, rule, out);
    });
    return good ? std::optional{text} : std::nullopt;
  }

  [[nodiscard]] std::vector<std::pair<std::string, std::string>> headers() const {
    const std::string text =
        text::rendered(cloud_event_header_bound(event, rule),
                       [&](text::Writer& out) { render_cloud_event_headers(event, rule, out); });
    std::vector<std::pair<std::string, std::string>> found;
    for (const Header& header : Headers{text}) found.emplace_back(header.name, header.value);
    return found;
  }

  using Data = std::pair<std::string, std::optional<ContentType>>;

  [[nodiscard]] Data data() const {
    std::optional<ContentType> type;
    std::string text = text::rendered(
        event.data.size(), [&](text::Writer& out) { type = append_unwrapped_data(event, out); });
    return {text, type};
  }

  Event event{
      .kind = EventKind::presence_joined,
      .connection = "market",
      .channel = "presence-desk",
      .name = "pusher:member_added",
      .data = R"("{\"user_id\":\"42\",\"n\":12345678901234567890}")",
      .user_id = "42",
      .received_at = sys_days{2026y / std::chrono::January / 2} + 3h + 4min + 5s + 678'912us,
      .sequence = 7};
  CloudEventRule rule{EventTemplate::parse("/connections/{connection}").value(),
                      EventTemplate::parse("sluice.{kind}").value(), "ce_"};
};

TEST_F(CloudEventTest, HasItsAttributesAndTheJsonThatTheDataHolds) {
  EXPECT_EQ(structured(),
            R"({"specversion":"1.0","id":"1767323045678912-7","source":"/connections/market",)"
            R"("type":"sluice.presence.joined","subject":"presence-desk",)"
            R"("time":"2026-01-02T03:04:05.678Z","event":"pusher:member_added","userid":"42",)"
            R"("data":{"user_id":"42","n":12345678901234567890},)"
            R"("datacontenttype":"application/json"})");
}

TEST_F(CloudEventTest, PutsTheAttributesIntoHeadersUnderThePrefixOfTheSink) {
  EXPECT_THAT(
      headers(),
      ElementsAre(Pair("ce_specversion", "1.0"), Pair("ce_id", "1767323045678912-7"),
                  Pair("ce_source", "/connections/market"),
                  Pair("ce_type", "sluice.presence.joined"), Pair("ce_subject", "presence-desk"),
                  Pair("ce_time", "2026-01-02T03:04:05.678Z"),
                  Pair("ce_event", "pusher:member_added"), Pair("ce_userid", "42")));
  rule.header_prefix.clear();
  EXPECT_EQ(headers().at(1).first, "id");
}

TEST_F(CloudEventTest, LeavesOutWhatThereIsNot) {
  event.channel = event.user_id = event.data = "";
  event.kind = EventKind::connection;
  EXPECT_EQ(structured(),
            R"({"specversion":"1.0","id":"1767323045678912-7","source":"/connections/market",)"
            R"("type":"sluice.connection","time":"2026-01-02T03:04:05.678Z",)"
            R"("event":"pusher:member_added"})");
  EXPECT_EQ(headers().size(), 6U);
  EXPECT_EQ(data(), Data("", ContentType::unstated));
}

TEST_F(CloudEventTest, SaysThatAnEventIsReplayed) {
  event.replayed = true;
  EXPECT_THAT(*structured(), HasSubstr(R"("userid":"42","replayed":"true",)"));
  EXPECT_THAT(headers().back(), Pair("ce_replayed", "true"));
}

TEST_F(CloudEventTest, KeepsAStringThatIsNoJsonAString) {
  event.data = R"("tr\u00e4 \"x\"")";
  EXPECT_THAT(*structured(), HasSubstr(R"("data":"tr\u00e4 \"x\"",)"
                                       R"("datacontenttype":"text/plain; charset=utf-8"})"));
  EXPECT_EQ(data(), Data("tr\xC3\xA4 \"x\"", ContentType::text));
}

TEST_F(CloudEventTest, TakesDataThatIsNoStringAsItIs) {
  for (const std::string_view token : {"12345678901234567890", "null", R"({"b":1, "a":1.50})"}) {
    event.data = token;
    EXPECT_THAT(*structured(), HasSubstr(R"("data":)" + std::string{token} +
                                         R"(,"datacontenttype":"application/json"})"));
    EXPECT_EQ(data(), Data(token, ContentType::json));
  }
}

TEST_F(CloudEventTest, CannotShowDataWithABadEscape) {
  event.data = R"("a\xb")";
  EXPECT_EQ(structured(), std::nullopt);
  EXPECT_EQ(data().second, std::nullopt);
}

TEST_F(CloudEventTest, EscapesWhatPeersChose) {
  event.channel = "a\"}";
  event.name = "b\n";
  rule.type = EventTemplate::parse("x.{event}").value();
  const json parsed = json::parse(*structured());
  EXPECT_EQ(parsed["subject"], "a\"}");
  EXPECT_EQ(parsed["type"], "x.b\n");
}

// The bound is handed out as room, and one byte too few would end the process.
TEST_F(CloudEventTest, StaysWithinItsBoundsAtItsWorst) {
  const std::string worst(300, '\x01');
  event.connection = event.channel = event.name = event.user_id = worst;
  event.received_at = WallTime::min();
  event.sequence = ~std::uint64_t{0};
  event.replayed = true;
  event.data = R"("text")";
  EXPECT_EQ(json::parse(*structured())["userid"], worst);
  std::size_t size = 0;
  for (const auto& [name, value] : headers())
    size += Headers::overhead + name.size() + value.size();
  EXPECT_EQ(size, cloud_event_header_bound(event, rule));
}

}  // namespace
}  // namespace sluice::relay
