#include "config/live_secret.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/unit/config/loading.hpp"

namespace sluice::config {
namespace {

class LiveSecretTest : public testing::Test {
 protected:
  ~LiveSecretTest() override { std::filesystem::remove(file_); }

  void write(std::string_view content) { std::ofstream{file_, std::ios::binary} << content; }

  /// The header `Authorization` of a configuration that writes it so.
  LiveSecret header(const std::string& text) {
    const Loaded loaded = load_sample(with_connection(
        "    auth: {endpoint: \"http://a\", headers: {Authorization: \"" + text + "\"}}\n"));
    EXPECT_EQ(problems_of(loaded), "");
    return loaded ? loaded->connections[0].auth.headers.at("Authorization") : LiveSecret{};
  }

  /// What it is now, or why it is nothing.
  std::string revealed(const LiveSecret& secret) {
    const auto text = secret.reveal(files);
    return text ? *text : text.error().message;
  }

  /// Each test is a process of its own, and several of them run at one time.
  LastValues files;
  std::string file_ = testing::TempDir() + "sluice_live_secret_" + std::to_string(::getpid());
};

TEST_F(LiveSecretTest, ReadsItsFilesEachTime) {
  write("one\n");
  const auto secret = header("Bearer ${file:" + file_ + "}.${file:" + file_ + "} end");
  EXPECT_EQ(revealed(secret), "Bearer one.one end");
  write("two\r\n");
  EXPECT_EQ(revealed(secret), "Bearer two.two end");
}

TEST_F(LiveSecretTest, KeepsTheEnvironmentAsItWas) {
  write("one");
  const auto secret = header("${SECRET} ${file:" + file_ + "} ${KEY}");
  write("two");
  EXPECT_EQ(revealed(secret), "hunter2 two abc");
}

TEST_F(LiveSecretTest, MayBeOneFileOrNone) {
  write("one");
  EXPECT_EQ(revealed(header("${file:" + file_ + "}")), "one");
  EXPECT_EQ(revealed(header("plain")), "plain");
  EXPECT_EQ(revealed(header("$${KEY}")), "${KEY}");
  EXPECT_EQ(revealed(LiveSecret{}), "");
}

TEST_F(LiveSecretTest, DoesNotResolveWhatAFileHolds) {
  write("${KEY}");
  EXPECT_EQ(revealed(header("${file:" + file_ + "}")), "${KEY}");
}

TEST_F(LiveSecretTest, SaysWhyAFileCannotBeReadNow) {
  write("one");
  const auto secret = header("Bearer ${file:" + file_ + "}");
  write(std::string(64 * 1024 + 1, 'x'));
  EXPECT_EQ(revealed(secret), "file '" + file_ + "': larger than 65536 bytes");
  write("\xff\xfe");
  EXPECT_EQ(revealed(secret), "file '" + file_ + "' is not UTF-8 text");
  write("\n");
  EXPECT_EQ(revealed(secret), "file '" + file_ + "' is empty");
  std::filesystem::remove(file_);
  EXPECT_EQ(revealed(secret), "file '" + file_ + "': No such file or directory");
}

TEST_F(LiveSecretTest, IsWhatItsFileWasWhenLastGood) {
  write("one");
  const auto secret = header("Bearer ${file:" + file_ + "}");
  EXPECT_EQ(revealed(secret), "Bearer one");
  for (const char* const bad : {"", "\n", "\xff\xfe"}) {
    write(bad);
    EXPECT_EQ(revealed(secret), "Bearer one");
  }
  std::filesystem::remove(file_);
  EXPECT_EQ(revealed(secret), "Bearer one");
  write("two");
  EXPECT_EQ(revealed(secret), "Bearer two");
}

TEST_F(LiveSecretTest, KnowsWhetherThereIsAny) {
  write("planted");
  EXPECT_TRUE(LiveSecret{}.empty());
  EXPECT_TRUE(header("").empty());
  EXPECT_FALSE(header("x").empty());
  EXPECT_FALSE(header("${file:" + file_ + "}").empty());
}

TEST_F(LiveSecretTest, IsNeverShown) {
  write("planted");
  const auto secret = header("planted ${file:" + file_ + "}");
  EXPECT_EQ(to_yaml(secret), "\"***\"");
  EXPECT_EQ(to_yaml(LiveSecret{}), "\"\"");
}

}  // namespace
}  // namespace sluice::config
