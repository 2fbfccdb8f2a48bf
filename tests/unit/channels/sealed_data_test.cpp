#include "gateway/channels/decryption/sealed_data.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "tests/unit/channels/padded_frame.hpp"

namespace sluice::channels {
namespace {

const std::string nonce = "4sVYwy4j/8dCcjyxtPCWyk19GaaViaW9";
const std::string ciphertext = "/GMESnFGlbNn01BuBjp31XYa3i9vZsGKR8fgR9EDhXKx3lzGiUD501A=";

std::string sealed() {
  return fmt::format(R"({{"nonce":"{}","ciphertext":"{}"}})", nonce, ciphertext);
}

/// The JSON string that stands for the text.
std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump();
}

class SealedDataTest : public testing::Test {
 protected:
  bool reads(std::string_view data) {
    const PaddedFrame frame(data);
    return reader_.read(frame.view(), box_);
  }

  SealedDataReader reader_;
  SecretBox box_;
};

TEST_F(SealedDataTest, IsATextThatHoldsTheObject) {
  SecretBox expected;
  ASSERT_TRUE(read_secretbox(nonce, ciphertext, expected));
  ASSERT_TRUE(reads(quoted(sealed())));
  EXPECT_EQ(box_.nonce, expected.nonce);
  EXPECT_EQ(box_.ciphertext, expected.ciphertext);
}

TEST_F(SealedDataTest, MayBeTheObjectItself) {
  EXPECT_TRUE(reads(sealed()));
}

TEST_F(SealedDataTest, HasItsFieldsInAnyOrderAndOthersToo) {
  EXPECT_TRUE(reads(fmt::format(
      R"( {{ "v":[1,{{}}], "ciphertext" : "{}","nonce":"{}","x":null }} )", ciphertext, nonce)));
}

TEST_F(SealedDataTest, MayEscapeItsSlashesAsPhpDoes) {
  const std::string escaped = nlohmann::json::parse(R"("4sVYwy4j\\/8dCcjyxtPCWyk19GaaViaW9")");
  const auto text = fmt::format(R"({{"nonce":"{}","ciphertext":"{}"}})", escaped, ciphertext);
  EXPECT_TRUE(reads(text));
  EXPECT_TRUE(reads(quoted(text)));
}

TEST_F(SealedDataTest, CountsTheLastOfDuplicateKeys) {
  const auto bad_first =
      fmt::format(R"({{"nonce":"bad","nonce":"{}","ciphertext":"{}"}})", nonce, ciphertext);
  const auto bad_last =
      fmt::format(R"({{"nonce":"{}","ciphertext":"{}","nonce":"bad"}})", nonce, ciphertext);
  EXPECT_TRUE(reads(bad_first));
  EXPECT_FALSE(reads(bad_last));
}

TEST_F(SealedDataTest, IsNothingElse) {
  const std::string others[] = {
      "",
      "null",
      "7",
      "{}",
      "[]",
      R"("")",
      R"("{}")",
      R"("text")",
      R"("\ud800")",
      R"("\q")",
      quoted(quoted(sealed())),
      quoted(sealed() + "}"),
      quoted(sealed() + " 1"),
      quoted(sealed().substr(1)),
      fmt::format(R"({{"nonce":"{}"}})", nonce),
      fmt::format(R"({{"ciphertext":"{}"}})", ciphertext),
      fmt::format(R"({{"nonce":null,"ciphertext":"{}"}})", ciphertext),
      fmt::format(R"({{"nonce":"{}","ciphertext":7}})", nonce),
      fmt::format(R"({{"nonce":"{}","ciphertext":"{}"}})", ciphertext, ciphertext),
      fmt::format(R"([{{"nonce":"{}","ciphertext":"{}"}}])", nonce, ciphertext),
  };
  for (const auto& other : others) EXPECT_FALSE(reads(other)) << other;
}

TEST_F(SealedDataTest, IsReadAfterSomethingElseWas) {
  EXPECT_FALSE(reads(R"("text")"));
  EXPECT_TRUE(reads(quoted(sealed())));
}

}  // namespace
}  // namespace sluice::channels
