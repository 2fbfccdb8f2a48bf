#include "gateway/relay/event_template.hpp"

#include <gtest/gtest.h>

#include "tests/unit/text/rendering.hpp"

namespace sluice::relay {
namespace {

Event event() {
  Event event;
  event.kind = EventKind::client;
  event.connection = "market";
  event.channel = "presence-desk";
  event.name = "client-typing";
  event.user_id = "42";
  return event;
}

std::string render(std::string_view text) {
  const EventTemplate compiled = EventTemplate::parse(text).value();
  return text::rendered(compiled.bound(event()),
                        [&](text::Writer& out) { compiled.render(event(), out); });
}

std::string error(std::string_view text) {
  const Result<EventTemplate> result = EventTemplate::parse(text);
  return result ? "no error" : result.error().message;
}

TEST(TemplateTest, RendersEachPlaceholder) {
  EXPECT_EQ(render("{connection}|{channel}|{event}|{kind}|{user_id}"),
            "market|presence-desk|client-typing|client|42");
  EXPECT_EQ(render("channels.{connection}"), "channels.market");
  EXPECT_EQ(render("{user_id}{user_id}!"), "4242!");
  EXPECT_EQ(render("plain"), "plain");
  EXPECT_EQ(render(""), "");
}

TEST(TemplateTest, TakesDoubledBracesAsBraces) {
  EXPECT_EQ(render("{{}}"), "{}");
  EXPECT_EQ(render("{{channel}}"), "{channel}");
  EXPECT_EQ(render("{{{channel}}}"), "{presence-desk}");
}

TEST(TemplateTest, NamesAnUnknownPlaceholderAndThoseItKnows) {
  EXPECT_EQ(error("a.{chanel}"),
            "unknown placeholder {chanel}, known: {connection} {channel} {event} {kind} {user_id}");
  EXPECT_EQ(error("{}"),
            "unknown placeholder {}, known: {connection} {channel} {event} {kind} {user_id}");
  EXPECT_EQ(
      error("{ channel }"),
      "unknown placeholder { channel }, known: {connection} {channel} {event} {kind} {user_id}");
}

TEST(TemplateTest, SaysWhereABraceIsUnbalanced) {
  EXPECT_EQ(error("ab{channel"), "unbalanced { at character 3; write {{ for the brace itself");
  EXPECT_EQ(error("ab}c"), "unbalanced } at character 3; write }} for the brace itself");
  EXPECT_EQ(error("{"), "unbalanced { at character 1; write {{ for the brace itself");
}

TEST(TemplateTest, KnowsWhetherItBeginsWithTextOfItsOwn) {
  EXPECT_TRUE(EventTemplate::parse("a{channel}")->has_literal_prefix());
  EXPECT_TRUE(EventTemplate::parse("{{{channel}")->has_literal_prefix());
  EXPECT_FALSE(EventTemplate::parse("{channel}a")->has_literal_prefix());
  EXPECT_FALSE(EventTemplate::parse("")->has_literal_prefix());
  EXPECT_TRUE(EventTemplate::parse("")->empty());
}

TEST(TemplateTest, RendersALiteralWhateverItSays) {
  const EventTemplate literal = EventTemplate::literal("{channel}");
  EXPECT_EQ(text::rendered(literal.bound(event()),
                           [&](text::Writer& out) { literal.render(event(), out); }),
            "{channel}");
  EXPECT_TRUE(EventTemplate::literal("").empty());
}

TEST(TemplateTest, KnowsWhichPlaceholdersItHas) {
  const EventTemplate compiled = EventTemplate::parse("channel{{user_id}}/{channel}").value();
  EXPECT_TRUE(compiled.mentions("channel"));
  EXPECT_FALSE(compiled.mentions("user_id"));
  EXPECT_FALSE(EventTemplate::parse("plain")->mentions("channel"));
}

TEST(TemplateTest, RendersEscapedForJson) {
  Event odd = event();
  odd.channel = "a\"\n";
  const EventTemplate compiled = EventTemplate::parse("\"{channel}").value();
  EXPECT_EQ(text::rendered(6 * compiled.bound(odd),
                           [&](text::Writer& out) { compiled.render_escaped(odd, out); }),
            R"(\"a\"\n)");
}

TEST(TemplateTest, MakesEachValueOneLevelOfATopic) {
  Event odd = event();
  odd.channel = "a/b";
  odd.user_id = "+49%";
  const auto rendered = [&](std::string_view text) {
    const auto compiled = EventTemplate::parse(text, Values::topic_levels).value();
    return text::rendered(compiled.bound(odd),
                          [&](text::Writer& out) { compiled.render(odd, out); });
  };
  EXPECT_EQ(rendered("p/{channel}/{user_id}"), "p/a%2Fb/%2B49%25");
  EXPECT_EQ(rendered("p/{channel|raw}/{user_id|raw}"), "p/a/b/+49%");
  EXPECT_EQ(render("{user_id|raw}"), "42");
  EXPECT_EQ(error("{user_id|rwa}"), "unknown filter |rwa in {user_id|rwa}, known: |raw");
}

TEST(TemplateTest, SaysWhichTopicsItCanRender) {
  EXPECT_EQ(
      topic_glob(EventTemplate::parse("a/{channel}/{event|raw}", Values::topic_levels).value()),
      "a/+/*");
  EXPECT_EQ(topic_glob(EventTemplate::parse("a.{channel}.b{event}").value()), "a.*.b*");
  EXPECT_EQ(topic_glob(EventTemplate::parse("plain").value()), "plain");
}

}  // namespace
}  // namespace sluice::relay
