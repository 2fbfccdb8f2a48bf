#include "gateway/channels/auth/auth_signature.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <string>

#include "gateway/channels/auth/hmac.hpp"

namespace sluice::channels {
namespace {

/// Vectors of the official documentation and of the official libraries, by their number in the
/// list that was collected for this gateway.
struct Vector {
  const char* name;
  std::string key;
  std::string secret;
  std::string socket_id;
  std::string channel;
  std::optional<std::string> channel_data;
  std::string signature;

  friend void PrintTo(const Vector& vector, std::ostream* out) { *out << vector.name; }
};

const std::string docs_key = "278d425bdf160c739803";
const std::string docs_secret = "7ad3773142a6692b25b8";

const Vector vectors[] = {
    {"A1DocsPrivate", docs_key, docs_secret, "1234.1234", "private-foobar", std::nullopt,
     "58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4"},
    {"A2DocsPresence", docs_key, docs_secret, "1234.1234", "presence-foobar",
     R"({"user_id":10,"user_info":{"name":"Mr. Channels"}})",
     "31935e7d86dba64c2a90aed31fdc61869f9b22ba9d8863bba239c03ca481bc80"},
    {"A3OldDocsPresence", docs_key, docs_secret, "1234.1234", "presence-foobar",
     R"({"user_id":10,"user_info":{"name":"Mr. Pusher"}})",
     "afaed3695da2ffd16931f457e338e6c9f2921fa133ce7dac49f529792be6304c"},
    {"A4GoPresence", docs_key, docs_secret, "1234.1234", "presence-foobar",
     R"({"user_id":"10","user_info":{"name":"Mr. Pusher"}})",
     "48dac51d2d7569e1e9c0f48c227d4b26f238fa68e5c0bb04222c966909c4f7c4"},
    {"A7NodeShort", "f00d", "tofu", "123.456", "test", std::nullopt,
     "efa6cf7644a0b35cba36aa0f776f3cbf7bb60e95ea2696bde1dbe8403b61bd7c"},
    {"A8NodeOtherSocket", "f00d", "tofu", "321.654", "test", std::nullopt,
     "f6ecb0a17d3e4f68aca28f1673197a7608587c09deb0208faa4b5519aee0a777"},
    {"A9NodeOtherChannel", "f00d", "tofu", "123.456", "test1", std::nullopt,
     "d5ab857f805433cb50562da96afa41688d7742a3c3a021ed15a4d991a4d8cf94"},
    {"A13NodeData", "f00d", "tofu", "123.456", "test", R"({"foo":"bar"})",
     "f41faf9ead2ea76772cc6b1168363057459f02499ae4d92e88229dc7f4efa2d4"},
    {"A14NodeUtf8", "f00d", "tofu", "1.1", "test", "\"ą§¶™€łü€ß£\"",
     "2a229263e89d9c50524fd80c2e88be2843379f6931e28995e2cc214282c9db0c"},
    {"A20NodeEncrypted", "f00d", "tofu", "123.456", "private-encrypted-bla", R"("foo")",
     "962c48b78bf93d98ff4c92ee7dff04865821455b7b401e9d60a9e0a90af2c105"},
    {"A21NodeTextData", "f00d", "tofu", "123.456", "bla", R"("foo")",
     "013ad3da0d88e0df6ae0a8184bef50b9c3933f2344499e6e3d1ad67fad799e20"},
};

class AuthSignatureVectorTest : public testing::TestWithParam<Vector> {};

TEST_P(AuthSignatureVectorTest, IsWhatOfficialLibrariesCompute) {
  const auto& vector = GetParam();
  EXPECT_EQ(auth_signature(vector.key, vector.secret, vector.socket_id, vector.channel,
                           vector.channel_data ? &*vector.channel_data : nullptr),
            vector.key + ":" + vector.signature);
}

INSTANTIATE_TEST_SUITE_P(All, AuthSignatureVectorTest, testing::ValuesIn(vectors),
                         [](const auto& row) { return std::string(row.param.name); });

struct UserVector {
  const char* name;
  std::string key;
  std::string secret;
  std::string socket_id;
  std::string user_data;
  std::string signature;

  friend void PrintTo(const UserVector& vector, std::ostream* out) { *out << vector.name; }
};

const UserVector user_vectors[] = {
    {"A5Docs", docs_key, docs_secret, "1234.1234", R"({"id":"12345"})",
     "4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba"},
    {"A6Go", "key", "secret", "12345.12345", R"({"id":"1234"})",
     "e4c63b82c1e1d0955901f6a29ca51b244155bafda93968bc5664010f5ba54a41"},
    {"A15Node", "f00d", "tofu", "123.456", R"({"id":"45678"})",
     "f4b1fdeea7c93e32648c7230e32b172057c5623cace6cfce791c6e7035e0babd"},
};

class UserSignatureVectorTest : public testing::TestWithParam<UserVector> {};

TEST_P(UserSignatureVectorTest, IsWhatOfficialLibrariesCompute) {
  const auto& vector = GetParam();
  EXPECT_EQ(user_auth_signature(vector.key, vector.secret, vector.socket_id, vector.user_data),
            vector.key + ":" + vector.signature);
}

INSTANTIATE_TEST_SUITE_P(All, UserSignatureVectorTest, testing::ValuesIn(user_vectors),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(HmacTest, IsWhatTheSwiftLibraryComputes) {  // A22
  EXPECT_EQ(hmac_sha256("mysecret", R"({"user":"my user data"})"),
            "7705bb9a7934fe4ceee2325e23750f35752899448c2fe5b064d93326c98fd5b3");
}

TEST(AuthSignatureTest, TellsEmptyChannelDataFromNone) {
  const std::string empty;
  EXPECT_NE(auth_signature("k", "s", "1.2", "private-a", &empty),
            auth_signature("k", "s", "1.2", "private-a"));
}

TEST(AuthSignatureTest, TakesASecretOfAnyLength) {
  EXPECT_EQ(auth_signature("k", std::string(200, 's'), "1.2", "private-a").size(), 2 + 64U);
  EXPECT_EQ(auth_signature("k", "", "1.2", "private-a").size(), 2 + 64U);
}

TEST(SignerTest, SignsAPrivateChannelWithoutChannelData) {
  const Signer signer(docs_key, docs_secret, "10", "");
  const auto authorization = signer.authorize("1234.1234", "private-foobar");
  EXPECT_EQ(authorization.auth, docs_key + ":" + vectors[0].signature);
  EXPECT_FALSE(authorization.channel_data);
}

TEST(SignerTest, SaysWhoWeAreOnAPresenceChannel) {
  const Signer signer(docs_key, docs_secret, "10", R"({"name":"Mr. Pusher"})");
  const auto authorization = signer.authorize("1234.1234", "presence-foobar");
  EXPECT_EQ(authorization.channel_data, R"({"user_id":"10","user_info":{"name":"Mr. Pusher"}})");
  EXPECT_EQ(authorization.auth, docs_key + ":" + vectors[3].signature);
}

TEST(SignerTest, MakesTheKeyOfAnEncryptedChannel) {
  const auto master = read_secret_key("zyrm8pvV2C9fJcBfhyXzvxbJVN/H7QLmbe0xJi1GhPU=");
  const Signer signer("f00d", "tofu", "", "", master);
  const auto authorization = signer.authorize("123.456", "private-encrypted-bla");
  EXPECT_EQ(authorization.auth, auth_signature("f00d", "tofu", "123.456", "private-encrypted-bla"));
  EXPECT_EQ(authorization.shared_secret,
            read_secret_key("nlr49ISQHz91yS3cy/yWmW8wFMNeTnNL5tNHnbPJcLQ="));
  EXPECT_FALSE(signer.authorize("123.456", "private-bla").shared_secret);
  EXPECT_FALSE(signer.authorize("123.456", "presence-bla").shared_secret);
}

TEST(SignerTest, HasNoKeyWithoutAMasterKey) {
  const Signer signer("f00d", "tofu", "", "");
  EXPECT_FALSE(signer.authorize("123.456", "private-encrypted-bla").shared_secret);
}

TEST(SignerTest, LeavesOutAnEmptyUserInfo) {
  const Signer signer("k", "s", "me", "");
  EXPECT_EQ(signer.authorize("1.2", "presence-a").channel_data, R"({"user_id":"me"})");
}

TEST(SignerTest, EscapesTheUserId) {
  const std::string user_id = "a\"b\\c\n é";
  const Signer signer("k", "s", user_id, "");
  const auto authorization = signer.authorize("1.2", "presence-a");
  EXPECT_EQ(nlohmann::json::parse(*authorization.channel_data)["user_id"], user_id);
}

}  // namespace
}  // namespace sluice::channels
