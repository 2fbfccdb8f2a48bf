#include "gateway/text/json_string.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <string>

#include "tests/support/seeded_random.hpp"
#include "tests/unit/text/rendering.hpp"

namespace sluice::text {
namespace {

// Given exactly as much room as the promise says: a sanitizer sees a byte more.
std::optional<std::string> unescaped(std::string_view token) {
  bool good = false;
  std::string text = rendered(token.size() < 2 ? 0 : token.size() - 2,
                              [&](Writer& out) { good = unescape(token, out); });
  EXPECT_EQ(has_sound_escapes(token), good) << token;
  if (good) return text;
  EXPECT_EQ(text, "") << "a bad token must append nothing";
  return std::nullopt;
}

std::string escaped(std::string_view text) {
  return rendered(escaped_bound(text), [&](Writer& out) { escape(text, out); });
}

TEST(JsonStringTest, UnescapesEachOfJsonsEscapes) {
  EXPECT_EQ(unescaped(R"("")"), "");
  EXPECT_EQ(unescaped(R"("plain text, longer than one word")"), "plain text, longer than one word");
  EXPECT_EQ(unescaped(R"("\"\\\/\b\f\n\r\t")"), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(unescaped(R"("{\"price\":12345678901234567890,\"a\":\"b\\\"c\"}")"),
            R"({"price":12345678901234567890,"a":"b\"c"})");
}

TEST(JsonStringTest, UnescapesUnicodeToUtf8) {
  EXPECT_EQ(unescaped(R"("\u0041\u00e9\u20AC")"), "A\xC3\xA9\xE2\x82\xAC");
  EXPECT_EQ(unescaped(R"("\uD83D\uDE00!")"), "\xF0\x9F\x98\x80!");
  EXPECT_EQ(unescaped(R"("\uDBFF\uDFFF")"), "\xF4\x8F\xBF\xBF");
  EXPECT_EQ(unescaped("\"\xE2\x82\xAC\""), "\xE2\x82\xAC");
  EXPECT_EQ(unescaped(R"("\u0000")"), std::string(1, '\0'));
}

TEST(JsonStringTest, ReplacesASurrogateWithoutItsOtherHalf) {
  const std::string u = "\xEF\xBF\xBD";
  EXPECT_EQ(unescaped(R"("\uD83D")"), u);
  EXPECT_EQ(unescaped(R"("\uDE00x")"), u + "x");
  EXPECT_EQ(unescaped(R"("\uD83D\uD83D\uDE00")"), u + "\xF0\x9F\x98\x80");
  EXPECT_EQ(unescaped(R"("\uD83D\n")"), u + "\n");
  EXPECT_EQ(unescaped(R"("\uDE00\uDE00")"), u + u);
  EXPECT_EQ(unescaped(R"("\u0041\uDE00")"), "A" + u);
  EXPECT_EQ(unescaped(R"("\uD83D\u0041")"), u + "A");
}

TEST(JsonStringTest, RefusesWhatIsNotAJsonString) {
  for (const std::string_view bad :
       {R"("\q")", R"("\")", R"("abc\")", R"("\u12")", R"("\u12g4")", R"("\uD83D\u12")",
        R"("\U0041")", R"(")", "", "abc", R"("abc)", R"(abc")"}) {
    EXPECT_EQ(unescaped(bad), std::nullopt) << bad;
  }
}

// The copy goes by words; an escape may stand at any place of one, or at the very end.
TEST(JsonStringTest, FindsAnEscapeAtEveryOffset) {
  for (std::size_t before = 0; before < 20; ++before) {
    for (std::size_t after = 0; after < 20; ++after) {
      const std::string a(before, 'a');
      const std::string b(after, '\x5D');  // differs from a backslash in the lowest bit only
      EXPECT_EQ(unescaped("\"" + a + "\\n" + b + "\""), a + "\n" + b);
      EXPECT_EQ(unescaped("\"" + a + "\\q" + b + "\""), std::nullopt);
    }
  }
}

TEST(JsonStringTest, EscapesWhatJsonDemandsAndNothingElse) {
  EXPECT_EQ(escaped("client-typing"), "client-typing");
  EXPECT_EQ(escaped("a\"b\\c/d"), R"(a\"b\\c/d)");
  EXPECT_EQ(escaped("\b\f\n\r\t"), R"(\b\f\n\r\t)");
  EXPECT_EQ(escaped(std::string_view{"\0\x1f", 2}), R"(\u0000\u001f)");
  EXPECT_EQ(escaped("\xE2\x82\xAC\x7f"), "\xE2\x82\xAC\x7f");
  EXPECT_EQ(escaped(""), "");
}

TEST(JsonStringTest, UnescapesEverythingItEscaped) {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  EXPECT_EQ(unescaped("\"" + escaped(all) + "\""), all);
}

// Every density of escapes, so that they meet the words of the copy in every way.
TEST(JsonStringTest, UnescapesWhatItEscapedAtAnyLengthAndDensity) {
  test::SeededRandom random{20260102};
  for (std::size_t i = 0; i < 20'000; ++i) {
    std::string text(random() % 64, 'x');
    for (char& c : text) {
      if (random() % 8 < i % 8) c = static_cast<char>(random() % 128);
      if (random() % 8 < i % 5) c = '\\';
    }
    ASSERT_EQ(unescaped("\"" + escaped(text) + "\""), text);
  }
}

// The same, a byte at a time.
std::optional<std::string> unescaped_slowly(std::string_view body) {
  constexpr std::string_view escapes = "\"\\/bfnrt";
  constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
  std::string text;
  for (std::size_t at = 0; at < body.size(); ++at) {
    if (body[at] != '\\') {
      text += body[at];
      continue;
    }
    const auto escape = ++at < body.size() ? escapes.find(body[at]) : std::string_view::npos;
    if (escape == std::string_view::npos) return std::nullopt;
    text += meanings[escape];
  }
  return text;
}

// Escapes that a chunk takes, escapes that it leaves, and bad ones, wherever they meet its borders.
TEST(JsonStringTest, UnescapesAsOneWouldAByteAtATime) {
  test::SeededRandom random{20261130};
  constexpr std::string_view often = R"("/)";
  constexpr std::string_view seldom = R"(\nq)";
  std::size_t good = 0;
  constexpr std::size_t tokens = 50'000;
  for (std::size_t i = 0; i < tokens; ++i) {
    std::string body;
    for (std::size_t pieces = random() % 40; pieces > 0; --pieces) {
      if (random() % 8 >= i % 8) {
        body += static_cast<char>('a' + random() % 26);
      } else {
        body += '\\';
        body += random() % 16 < i % 5 ? seldom[random() % seldom.size()] : often[random() % 2];
      }
    }
    const auto expected = unescaped_slowly(body);
    ASSERT_EQ(unescaped('"' + body + '"'), expected) << body;
    good += expected ? 1 : 0;
  }
  EXPECT_GT(good, tokens / 4);
  EXPECT_LT(good, tokens);
}

TEST(WriterTest, EndsTheProcessRatherThanWritePastItsRoom) {
  EXPECT_DEATH(rendered(3, [](Writer& out) { out.append("four"); }), "outgrew its bound");
}

}  // namespace
}  // namespace sluice::text
