#include "gateway/net/admin_token.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/temporary_folder.hpp"

namespace sluice::net {
namespace {

constexpr auto one = "first-token-0123456789";
constexpr auto other = "other-token-0123456789";

config::LiveSecret file_secret(const std::string& path) {
  return config::LiveSecret{
      std::vector<config::SecretPiece>{{config::SecretPiece::Kind::file, path}}};
}

class AdminTokenTest : public testing::Test {
 protected:
  AdminTokenTest() { write(std::string{one} + "\n"); }

  void write(const std::string& content) { file_ = folder_.write("token", content).string(); }
  TokenState state_of(const std::string& token) { return token_.state_of("Bearer " + token); }

  test::TemporaryFolder folder_;
  std::string file_ = (folder_.path() / "token").string();
  telemetry::Log log_{telemetry::Level::error, telemetry::LogFormat::logfmt};
  AdminToken token_{file_secret(file_), log_};
};

TEST_F(AdminTokenTest, IsRightAsAWholeOnly) {
  EXPECT_EQ(state_of(one), TokenState::right);
  EXPECT_EQ(token_.state_of(std::string{"bearer "} + one), TokenState::right);
  for (const auto& wrong : {std::string{}, std::string{"first-token"}, std::string{one} + "0",
                            std::string{one} + "\n", std::string{other}}) {
    EXPECT_EQ(state_of(wrong), TokenState::wrong) << wrong;
  }
}

TEST_F(AdminTokenTest, IsAbsentWhereTheHeaderHasNone) {
  for (const auto* header : {"", "Bearer", "Basic YTpi", one}) {
    EXPECT_EQ(token_.state_of(header), TokenState::absent) << header;
  }
}

TEST_F(AdminTokenTest, IsReadAgainForEachRequest) {
  write(other);
  EXPECT_EQ(state_of(one), TokenState::wrong);
  EXPECT_EQ(state_of(other), TokenState::right);
}

TEST_F(AdminTokenTest, RemainsWhileItsFileHasNone) {
  EXPECT_EQ(state_of(one), TokenState::right);
  for (const auto* content : {"", "short", "first token 0123456789", "\xff"}) {
    write(content);
    EXPECT_EQ(state_of(one), TokenState::right) << content;
    EXPECT_EQ(state_of(content), TokenState::wrong) << content;
  }
  std::filesystem::remove(file_);
  EXPECT_EQ(state_of(one), TokenState::right);
}

TEST_F(AdminTokenTest, IsNoneWhereNoneIsConfigured) {
  AdminToken none{{}, log_};
  EXPECT_EQ(none.state_of(""), TokenState::none_set);
  EXPECT_EQ(none.state_of("Bearer "), TokenState::none_set);
}

TEST_F(AdminTokenTest, ThatNeverCouldBeReadIsNeverRight) {
  AdminToken unread{file_secret(file_ + ".none"), log_};
  EXPECT_EQ(unread.state_of("Bearer "), TokenState::wrong);
}

}  // namespace
}  // namespace sluice::net
