#include "gateway/relay/letter.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/unit/relay/outbox_fixture.hpp"

namespace sluice::relay {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using Json = nlohmann::json;

struct LetterTest : OutboxFixture {
  void SetUp() override { open(); }
  void send(const Letter& what, LetterForm form) {
    offer_letter(what, {SinkId{1}, "dead", form}, *outbox, nullptr);
  }
  [[nodiscard]] Json envelope() const { return Json::parse(sink.got.at(0).payload); }

  const Letter letter{.key = "k",
                      .payload = "text",
                      .headers = {{"own", "1"}, {"sluice-topic", "an older one"}},
                      .facts = {{"sluice-reason", "refused"}, {"sluice-topic", "t"}},
                      .received_at = WallTime{} + std::chrono::seconds{7},
                      .content_type = ContentType::text};
};

TEST_F(LetterTest, FactsReplaceHeadersOfTheSameName) {
  send(letter, LetterForm::headers);
  const auto& got = sink.got.at(0);
  EXPECT_EQ(got.key, "k");
  EXPECT_EQ(got.facts.dead_letter, DeadLetterMark::is_letter);
  EXPECT_THAT(got.headers, ElementsAre(Pair("own", "1"), Pair("sluice-reason", "refused"),
                                       Pair("sluice-topic", "t")));
}

TEST_F(LetterTest, ABrokerWithoutKeysGetsTheKeyAsAHeader) {
  send(letter, LetterForm::plain_headers);
  EXPECT_EQ(sink.got.at(0).key, "");
  EXPECT_EQ(sink.got.at(0).headers.at("sluice-key"), "k");
  EXPECT_EQ(sink.got.at(0).payload, "text");
}

TEST_F(LetterTest, ABrokerWithoutHeadersGetsAllInOneJsonObject) {
  send(letter, LetterForm::envelope);
  EXPECT_THAT(sink.got.at(0).headers, IsEmpty());
  EXPECT_EQ(sink.got.at(0).facts.content_type, ContentType::json);
  EXPECT_EQ(envelope(), Json::parse(R"({"reason":"refused","topic":"t","key":"k","headers":[
      {"name":"own","value":"1"},{"name":"sluice-topic","value":"an older one"}],
      "payload":"text"})"));
}

TEST_F(LetterTest, AHeaderThatIsNoPlainTextMakesAnEnvelopeWhereHeadersArePlain) {
  Letter odd = letter;
  odd.headers.push_back({"bin", "a\xff"});
  send(odd, LetterForm::plain_headers);
  EXPECT_EQ(envelope()["headers"][2]["value"], "a\xef\xbf\xbd");
}

TEST_F(LetterTest, AnEnvelopeHasBytesThatAreNoTextInBase64) {
  Letter odd = letter;
  odd.payload = "\xff\x01";
  send(odd, LetterForm::envelope);
  EXPECT_EQ(envelope()["payload_base64"], "/wE=");
}

TEST_F(LetterTest, ANullStaysOneWhereThereAreNulls) {
  Letter null = letter;
  null.payload = {};
  null.is_null = true;
  for (const auto form : {LetterForm::headers, LetterForm::plain_headers, LetterForm::envelope}) {
    send(null, form);
  }
  EXPECT_EQ(sink.got.at(0).facts.change, Change::remove);
  EXPECT_EQ(sink.got.at(1).facts.change, Change::append);
  EXPECT_EQ(Json::parse(sink.got.at(2).payload)["payload"], nullptr);
}

TEST_F(LetterTest, IsCutToTheRoomOfTheOutbox) {
  outbox->set_bounds({.max_records = 10, .max_bytes = 400, .when_full = OverflowPolicy::block});
  Letter large = letter;
  const std::string payload(1000, 'x');
  large.payload = payload;
  for (const auto form : {LetterForm::headers, LetterForm::envelope}) send(large, form);
  EXPECT_EQ(sink.got.at(0).headers.at("sluice-truncated"), "1000");
  EXPECT_GT(sink.got.at(0).payload.size(), 150U);
  const Json second = Json::parse(sink.got.at(1).payload);
  EXPECT_EQ(second["truncated"], 1000);
  EXPECT_EQ(second["payload"], std::string(125, 'x'));
}

TEST_F(LetterTest, IsNotCutWithinACharacter) {
  std::string whole = "12345\u20ac";
  std::string room(200, '\0');
  text::Writer out{room};
  const Record record{.topic = "t", .key = {}, .payload = whole, .headers = {}};
  const Shape shape = write_cut(record, out);  // half of eight bytes
  EXPECT_EQ(shape.payload, 4U);
  whole = "123\u20ac5";
  text::Writer again{room};
  EXPECT_EQ(write_cut({.topic = "t", .key = {}, .payload = whole, .headers = {}}, again).payload,
            3U);
}

}  // namespace
}  // namespace sluice::relay
