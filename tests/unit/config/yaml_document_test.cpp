#include "config/yaml_document.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice::config {
namespace {

class YamlDocument : public testing::Test {
 protected:
  std::optional<Node> parse(std::string_view text) { return parse_yaml(text, reading); }
  std::string refusal(std::string_view text) {
    EXPECT_FALSE(parse(text));
    return reading.problems.empty() ? "" : to_string(reading.problems.back());
  }
  ConnectorTypes no_types;
  Reading reading{"f.yaml", no_types, {}};
};

TEST_F(YamlDocument, KeepsThePlaceOfEveryKeyAndValue) {
  const auto root = parse("a:\n  b: [x, 'y']\n");
  const Node& list = root->children[0].children[0];
  EXPECT_EQ(list.key, "b");
  EXPECT_EQ(list.key_at, (Position{2, 3}));
  EXPECT_EQ(list.at, (Position{2, 6}));
  EXPECT_EQ(list.children[1].text, "y");
  EXPECT_EQ(list.children[1].at, (Position{2, 10}));
}

TEST_F(YamlDocument, ReadsWhatAByteOrderMarkPrecedes) {
  EXPECT_TRUE(
      parse("\xef\xbb\xbf"
            "a: b\n"));
  EXPECT_TRUE(reading.problems.empty());
}

TEST_F(YamlDocument, PlacesAnUnclosedQuoteWhereItOpens) {
  EXPECT_EQ(refusal("a: 'b\nc: d\n"),
            "f.yaml:1:4: not valid YAML: the quote that opens here is never closed");
  EXPECT_EQ(refusal("a: b\nc: {d: \"e, f: g}\nh: i\n"),
            "f.yaml:2:8: not valid YAML: the quote that opens here is never closed");
  EXPECT_EQ(refusal("\xef\xbb\xbf"
                    "a: \"b\nc: \"d\"\n"),
            "f.yaml:1:4: not valid YAML: the quote that opens here is closed on line 2 only");
}

TEST_F(YamlDocument, BlamesNoQuoteThatIsWhole) {
  EXPECT_EQ(refusal("a: \"b\n  c\"\nd: it's \"e\nf: |\n  'g\n\n  h\n# 'i\nj: @k\n"),
            "f.yaml:9:4: not valid YAML: text that begins with '@' needs quotes");
  EXPECT_EQ(refusal("a: 'it''s'\nb: \"\\\"\"\nc: [d,\n e\nf: g\n"),
            "f.yaml:3:4: not valid YAML: the '[' that opens here is not closed");
}

TEST_F(YamlDocument, AsksForQuotesAroundTextThatBeginsWithAnIndicator) {
  for (const std::string indicator : {"@", "`", "%", "|", ">", "]", "}", ","}) {
    EXPECT_EQ(refusal("a: " + indicator + "bc\n"),
              "f.yaml:1:4: not valid YAML: text that begins with '" + indicator + "' needs quotes");
  }
}

TEST_F(YamlDocument, TakesQuotedTextForNoTag) {
  EXPECT_TRUE(parse("a: 'b'\nc: \"d\"\ne: '!x'\n"));
  EXPECT_TRUE(reading.problems.empty());
}

TEST_F(YamlDocument, KnowsNothingFromText) {
  const auto root = parse("a:\nb: ~\nc: null\nd: ''\n");
  EXPECT_EQ(root->find("a")->type, Node::Type::nothing);
  EXPECT_EQ(root->find("b")->type, Node::Type::nothing);
  EXPECT_EQ(root->find("c")->type, Node::Type::nothing);
  EXPECT_EQ(root->find("d")->type, Node::Type::scalar);
}

TEST_F(YamlDocument, AllowsThirtyTwoLevels) {
  EXPECT_TRUE(parse(std::string(32, '[') + std::string(32, ']')));
  EXPECT_TRUE(reading.problems.empty());
}

TEST_F(YamlDocument, RefusesMoreThanOneMebibyte) {
  EXPECT_EQ(refusal("a: " + std::string(largest_file, 'x')),
            "f.yaml:1:1: the file is larger than 1MiB");
}

TEST_F(YamlDocument, RefusesMoreThanAHundredThousandValues) {
  std::string text = "a:\n";
  for (int i = 0; i < 100'001; ++i) text += "- x\n";
  EXPECT_THAT(refusal(text), testing::EndsWith("the file has more than 100000 values"));
}

TEST_F(YamlDocument, SurvivesAMebibyteOfBrackets) {
  EXPECT_THAT(refusal(std::string(largest_file, '[')),
              testing::EndsWith("nested deeper than 32 levels"));
}

TEST_F(YamlDocument, RefusesWhatIsNotUtf8) {
  EXPECT_EQ(refusal("a: b\nc: \xff\n"), "f.yaml:2:4: not UTF-8 text");
  EXPECT_EQ(refusal("a: \xc0\xaf\n"), "f.yaml:1:4: not UTF-8 text");      // longer than needed
  EXPECT_EQ(refusal("a: \xed\xa0\x80\n"), "f.yaml:1:4: not UTF-8 text");  // a surrogate
  EXPECT_EQ(refusal(std::string_view{"a: \0\n", 5}), "f.yaml:1:4: not UTF-8 text");
  EXPECT_EQ(refusal("a: \xe2\x82"), "f.yaml:1:4: not UTF-8 text");  // cut short
}

TEST_F(YamlDocument, ReadsTextOfEveryAlphabet) {
  EXPECT_EQ(parse("a: 'é€𝄞'\n")->find("a")->text, "é€𝄞");
}

}  // namespace
}  // namespace sluice::config
