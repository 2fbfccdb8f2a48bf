#include "gateway/channels/wire/secretbox.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

namespace sluice::channels {
namespace {

/// 24 times 'a'.
constexpr std::string_view plain_nonce = "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh";

std::span<const unsigned char> bytes(std::string_view text) {
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

std::string hex(const SecretKey& key) {
  std::string text;
  for (const unsigned byte : key) text += fmt::format("{:02x}", byte);
  return text;
}

/// The text, or why there is none.
std::string opened(std::string_view key, std::string_view nonce, std::string_view ciphertext) {
  const auto secret = read_secret_key(key);
  SecretBox box;
  std::string plaintext;
  if (!secret) return "bad key";
  if (!read_secretbox(nonce, ciphertext, box)) return "malformed";
  return open_secretbox(box, *secret, plaintext) ? plaintext : "not opened";
}

TEST(SharedSecretTest, IsThatOfTheNodeLibrary) {
  const auto master = read_secret_key("zyrm8pvV2C9fJcBfhyXzvxbJVN/H7QLmbe0xJi1GhPU=");
  ASSERT_TRUE(master);
  EXPECT_EQ(derive_shared_secret("private-encrypted-bla", *master),
            read_secret_key("nlr49ISQHz91yS3cy/yWmW8wFMNeTnNL5tNHnbPJcLQ="));
}

TEST(SharedSecretTest, IsThatOfTheGoLibraryWhichTakesAKeyOfAnyLength) {
  const auto master = bytes("This is a string that is 32 chars");
  EXPECT_EQ(hex(derive_shared_secret("private-encrypted-bla", master)),
            "004831f99d2a4e86723e893caded3a2897deeddbed9514fe9497dcddc52bd50b");
}

TEST(SharedSecretTest, IsAnotherForEachChannel) {
  const SecretKey master{};
  EXPECT_NE(derive_shared_secret("private-encrypted-a", master),
            derive_shared_secret("private-encrypted-b", master));
}

/// What official libraries sealed, and test that they open.
struct Vector {
  const char* name;
  std::string key;
  std::string nonce;
  std::string ciphertext;
  std::string plaintext;

  friend void PrintTo(const Vector& vector, std::ostream* out) { *out << vector.name; }
};

const std::string plain_key = "SXQgTXVzdCBCZSBUaGlydHkgVHdvIENoYXJhY3RlcnM=";
const std::string java_key = "iBvNoPVYwByqSfg6anjPpEQ2j051b3rt1Vmnb+z5doo=";
const std::string java_nonce = "4sVYwy4j/8dCcjyxtPCWyk19GaaViaW9";
const std::string java_ciphertext = "/GMESnFGlbNn01BuBjp31XYa3i9vZsGKR8fgR9EDhXKx3lzGiUD501A=";

const Vector vectors[] = {
    {"Node", "nlr49ISQHz91yS3cy/yWmW8wFMNeTnNL5tNHnbPJcLQ=", std::string(plain_nonce),
     "Gzg3k3OsijFPht2vyB3cWINgDVWW1TJcXlJhKLC9Aw==", R"({"some":"data"})"},
    {"Go", "AEgx+Z0qToZyPok8re06KJfe7dvtlRT+lJfc3cUr1Qs=", "sjklahvpWWQgAjTx5FfYHCCxd2AmaL9T",
     "zoDEe8dA3nDXKsybAWce/hXGW4szJw==", "Hello!"},
    {"Java", java_key, java_nonce, java_ciphertext, R"({"message":"hello world"})"},
    {"JavaRotated",
     "6071zp2l/GPnDPDXNWTJDHyIZ8pZMvQrYsa4xuTKK2c=", "xsbOS0KylAV2ziTDHrP/7rSFqpCOah3p",
     "tvttPE2PRQp0bWDmaPyiEU8YJGztmTvTN77OoPwftTNTdDgJXwxHQPE=", R"({"message":"hello world"})"},
    {"JavaScript", plain_key, std::string(plain_nonce),
     "2wM1YT9exdvm6Nb0nx6zWBQpwRXhlxKiLQMHGbf3H2VEmw==", R"({"test":"payload"})"},
    {"JavaScriptRotated", "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg=", std::string(plain_nonce),
     "apL0qZR9te81NiHa/vGNcba/Nu4+759ecPfk5J5CnNwE7g==", R"({"test":"payload"})"},
    {"Empty", plain_key, std::string(plain_nonce), "okm9m9mTnEKv8Ohx92vpqg==", ""},
};

class SecretBoxVectorTest : public testing::TestWithParam<Vector> {};

TEST_P(SecretBoxVectorTest, IsOpened) {
  const auto& vector = GetParam();
  EXPECT_EQ(opened(vector.key, vector.nonce, vector.ciphertext), vector.plaintext);
}

TEST_P(SecretBoxVectorTest, IsNotOpenedWhenABitOfItChanged) {
  const auto& vector = GetParam();
  const auto key = read_secret_key(vector.key);
  SecretBox box;
  std::string plaintext;
  ASSERT_TRUE(key);
  ASSERT_TRUE(read_secretbox(vector.nonce, vector.ciphertext, box));
  for (char& byte : box.ciphertext) {
    byte = char(byte ^ 1);
    EXPECT_FALSE(open_secretbox(box, *key, plaintext));
    byte = char(byte ^ 1);
  }
  EXPECT_TRUE(open_secretbox(box, *key, plaintext));
}

INSTANTIATE_TEST_SUITE_P(All, SecretBoxVectorTest, testing::ValuesIn(vectors),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(SecretBoxTest, IsNotOpenedWithAKeyThatIsAlmostRight) {
  const std::string almost = "iBvNoPVYwByqSfg6anjPpEQ2j051b3rt1Vmnb+z5do0=";
  EXPECT_EQ(opened(almost, java_nonce, java_ciphertext), "not opened");
}

TEST(SecretBoxTest, IsNotOpenedWithAnotherNonce) {
  EXPECT_EQ(opened(java_key, plain_nonce, java_ciphertext), "not opened");
}

TEST(SecretBoxTest, HasANonceOfExactly24Bytes) {
  for (const auto* nonce :
       {"", "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=", "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYQ=="}) {
    EXPECT_EQ(opened(java_key, nonce, java_ciphertext), "malformed") << nonce;
  }
}

TEST(SecretBoxTest, HasACiphertextOfAtLeastATag) {
  for (const auto* ciphertext : {"", "okm9", "okm9m9mTnEKv8Ohx92vp"}) {
    EXPECT_EQ(opened(plain_key, plain_nonce, ciphertext), "malformed") << ciphertext;
  }
}

TEST(SecretBoxTest, IsInPaddedBase64OfTheStandardAlphabet) {
  for (const auto* ciphertext :
       {"okm9m9mTnEKv8Ohx92vpqg", "okm9m9mTnEKv8Ohx92vpqg=", "okm9m9mTnEKv8Ohx92vpqg==\n",
        "okm9m9mTnEKv8Ohx92vpqh==", "okm9m9mTnEKv8Ohx92v-_g==", "=", "!"}) {
    EXPECT_EQ(opened(plain_key, plain_nonce, ciphertext), "malformed") << ciphertext;
  }
}

TEST(SecretKeyTest, Is32BytesInPaddedBase64) {
  EXPECT_TRUE(read_secret_key(plain_key));
  for (const auto* key : {"", "SXQgTXVzdCBCZSBUaGlydHkgVHdvIENoYXJhY3Rlcg==",
                          "SXQgTXVzdCBCZSBUaGlydHkgVHdvIENoYXJhY3RlcnNz",
                          "SXQgTXVzdCBCZSBUaGlydHkgVHdvIENoYXJhY3RlcnM",
                          "iBvNoPVYwByqSfg6anjPpEQ2j051b3rt1Vmnb-z5doo=",
                          "not base64 at all, but of 44 characters long"}) {
    EXPECT_FALSE(read_secret_key(key)) << key;
  }
}

}  // namespace
}  // namespace sluice::channels
