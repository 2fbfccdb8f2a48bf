#include "gateway/text/utf8.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace sluice::text {
namespace {

TEST(Utf8Test, ReadsTheFirstCharacter) {
  const auto expect = [](std::string_view text, char32_t code, std::size_t length) {
    const Character character = first_character(text);
    EXPECT_EQ(character.code, code) << text;
    EXPECT_EQ(character.length, length) << text;
  };
  expect("ab", U'a', 1);
  expect({"\0", 1}, 0, 1);
  expect("\xc3\xbcx", 0xfc, 2);
  expect("\xe2\x82\xac", 0x20ac, 3);
  expect("\xf4\x8f\xbf\xbf", 0x10ffff, 4);
}

TEST(Utf8Test, FindsNoneInWhatIsNotWellFormed) {
  for (const std::string text :
       {"\x80", "\xff", "\xc3", "\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe2\x82", "\xc3("}) {
    EXPECT_EQ(first_character(text).length, 0U);
  }
}

TEST(Utf8Test, KnowsControlsAndNoncharacters) {
  for (const char32_t code :
       {0x0, 0x1f, 0x7f, 0x9f, 0xfdd0, 0xfdef, 0xfffe, 0xffff, 0x1fffe, 0x10ffff}) {
    EXPECT_TRUE(is_control_or_noncharacter(code)) << std::uint32_t{code};
  }
  for (const char32_t code : {0x20, 0x7e, 0xa0, 0xfdcf, 0xfdf0, 0xfffd, 0x1fffd}) {
    EXPECT_FALSE(is_control_or_noncharacter(code)) << std::uint32_t{code};
  }
}

}  // namespace
}  // namespace sluice::text
