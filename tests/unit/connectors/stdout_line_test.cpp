#include "connectors/stdout/stdout_line.hpp"

#include <gtest/gtest.h>

#include <array>

#include "gateway/text/header_text.hpp"

namespace sluice::connectors {
namespace {

std::string line_of(std::string_view payload) {
  std::string line;
  append_line({.topic = "t", .key = "k", .payload = payload, .headers = {}}, StdoutShow::payload,
              line);
  return line;
}

TEST(StdoutLineTest, ShowsJsonAsItIs) {
  EXPECT_EQ(line_of(R"({"data":"a\\b\"c\u0001","n":9007199254740993})"),
            R"({"data":"a\\b\"c\u0001","n":9007199254740993})"
            "\n");
  EXPECT_EQ(line_of("{\n\t\"a\": [1,\r\n 2]}"), "{  \"a\": [1,   2]}\n");
}

TEST(StdoutLineTest, ShowsOtherTextAsAJsonString) {
  EXPECT_EQ(line_of("two\nlines\tand\\more \"x\""), R"("two\nlines\u0009and\\more \"x\"")"
                                                    "\n");
  EXPECT_EQ(line_of(""), "\"\"\n");
  EXPECT_EQ(line_of("{half"), "\"{half\"\n");
}

TEST(StdoutLineTest, LetsNoTextCommandATerminal) {
  EXPECT_EQ(line_of("\x1b[2J\x7f\xc2\x9b"
                    "31m\xe2\x80\xae"),
            R"("\u001b[2J\u007f\u009b31m\u202e")"
            "\n");
  EXPECT_EQ(line_of("\"\xc2\x9b\x7f\xe2\x80\xae\xc3\xa4\""), R"("\u009b\u007f\u202e)"
                                                             "\xc3\xa4\"\n");
  EXPECT_EQ(line_of("\"\xff\""), R"("\ufffd")"
                                 "\n");
  EXPECT_EQ(line_of("a\xff\xc3"), R"("a\ufffd\ufffd")"
                                  "\n");
}

TEST(StdoutLineTest, ShowsTheWholeRecordOnRequest) {
  const std::string headers =
      text::header_text(std::array<Header, 2>{{{"a", "1"}, {"b\x1b", "\""}}});
  std::string line;
  append_line({.topic = "t/\n", .key = "", .payload = "7", .headers = Headers{headers}},
              StdoutShow::record, line);
  EXPECT_EQ(line, R"({"topic":"t/\n","key":"","headers":{"a":"1","b\u001b":"\""},"payload":7})"
                  "\n");
}

TEST(StdoutLineTest, ShowsThatAStateEnds) {
  std::string line;
  append_line({.topic = "t",
               .key = "k",
               .payload = "",
               .headers = {},
               .facts = {.received_at = {}, .content_type = {}, .change = Change::remove}},
              StdoutShow::payload, line);
  EXPECT_EQ(line, "null\n");
}

}  // namespace
}  // namespace sluice::connectors
