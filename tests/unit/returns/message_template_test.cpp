#include "gateway/returns/message_template.hpp"

#include <gtest/gtest.h>

#include <array>

namespace sluice::returns {
namespace {

struct MessageTemplateTest : testing::Test {
  std::string render(std::string_view text) {
    MessageReader reader{message};
    const Result<std::string> rendered = MessageTemplate::parse(text).value().render(reader);
    return rendered ? *rendered : "error: " + rendered.error().message;
  }
  static std::string error(std::string_view text) {
    const Result<MessageTemplate> result = MessageTemplate::parse(text);
    return result ? "no error" : result.error().message;
  }

  std::array<Header, 3> headers{{{"type", "created"}, {"type", "later"}, {"empty", ""}}};
  Message message{.topic = "cmd.eu.42",
                  .key = "k1",
                  .payload = R"({"desk":{"id":12345678901234567890123},"open":true,"list":[1]})",
                  .headers = headers};
};

TEST_F(MessageTemplateTest, RendersWhatTheMessageHas) {
  EXPECT_EQ(render("private-{topic}/{key}"), "private-cmd.eu.42/k1");
  EXPECT_EQ(render("{header:type}|{header:empty}|"), "created||");
  EXPECT_EQ(render("{json:/desk/id}-{json:/open}-{json:/list/0}"),
            "12345678901234567890123-true-1");
  EXPECT_EQ(render("{{{key}}}"), "{k1}");
  EXPECT_EQ(render(""), "");
}

TEST_F(MessageTemplateTest, CountsTheSegmentsOfATopicFromEitherEnd) {
  EXPECT_EQ(render("{topic:1} {topic:2} {topic:-1} {topic:-3}"), "cmd eu 42 cmd");
  message.topic = "site.a/desk//x";
  EXPECT_EQ(render("{topic:1} {topic:2} [{topic:3}] {topic:-1}"), "site.a desk [] x");
  message.topic = "alone";
  EXPECT_EQ(render("{topic:1}{topic:-1}"), "alonealone");
}

TEST_F(MessageTemplateTest, DecodesWhatARouteEncodedAsALevel) {
  message.topic = "presence/a%2Fb/%2B49%25";
  EXPECT_EQ(render("{topic:2|decode} {topic:3|decode} {topic:3}"), "a/b +49% %2B49%25");
  message.topic = "presence/100%";
  EXPECT_EQ(render("{topic:2|decode}"), "error: nothing for {topic:2|decode}");
  EXPECT_EQ(error("{topic:2|decod}"), "unknown filter |decod in {topic:2|decod}, known: |decode");
}

TEST_F(MessageTemplateTest, NamesThePlaceholderThatTheMessageHasNothingFor) {
  message.key = "";
  for (const std::string placeholder :
       {"{key}", "{header:Type}", "{topic:4}", "{topic:-4}", "{json:/desk}", "{json:/x}"}) {
    EXPECT_EQ(render("a" + placeholder), "error: nothing for " + placeholder);
  }
  message.payload = "not JSON";
  EXPECT_EQ(render("{json:/open}"), "error: nothing for {json:/open}");
}

TEST_F(MessageTemplateTest, NamesAnUnknownPlaceholderAndThoseItKnows) {
  constexpr std::string_view known = "known: {topic} {key} {header:NAME} {topic:N} {json:/POINTER}";
  EXPECT_EQ(error("{channel}"), "unknown placeholder {channel}, " + std::string{known});
  EXPECT_EQ(error("{keys:1}"), "unknown placeholder {keys:1}, " + std::string{known});
  EXPECT_EQ(error("{key"), "unbalanced { at character 1; write {{ for the brace itself");
}

TEST_F(MessageTemplateTest, SaysWhatIsWrongWithAPlaceholdersArgument) {
  EXPECT_EQ(error("{header:}"), "placeholder {header:}: a header has a name");
  for (const std::string placeholder : {"{topic:0}", "{topic:x}", "{topic:1x}", "{topic:}"}) {
    EXPECT_EQ(error(placeholder),
              "placeholder " + placeholder + ": segments are numbered from 1, or from -1 back");
  }
  EXPECT_EQ(error("{json:a}"), "placeholder {json:a}: not a JSON pointer such as /a/b");
}

TEST_F(MessageTemplateTest, KnowsWhatItSaysWhateverTheMessage) {
  const auto parsed = [](std::string_view text) { return MessageTemplate::parse(text).value(); };
  EXPECT_TRUE(parsed("private-{{x").is_literal());
  EXPECT_EQ(parsed("private-{{x").literal_prefix(), "private-{x");
  EXPECT_FALSE(parsed("private-{key}").is_literal());
  EXPECT_EQ(parsed("private-{key}").literal_prefix(), "private-");
  EXPECT_EQ(parsed("{key}").literal_prefix(), "");
  EXPECT_TRUE(parsed("").is_literal());
}

}  // namespace
}  // namespace sluice::returns
