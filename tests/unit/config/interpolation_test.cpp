#include "config/interpolation.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/unit/config/loading.hpp"

namespace sluice::config {
namespace {

class Interpolation : public testing::Test {
 protected:
  ~Interpolation() override { std::filesystem::remove(file_); }

  /// What the text resolves to, or the message when it does not.
  std::string resolve(const std::string& text) {
    node_ = {};
    node_.type = Node::Type::scalar;
    node_.text = text;
    Reading reading{"f.yaml", {}, {}};
    files_ = "";
    interpolate(node_, reading, environment_, [this](auto, const auto& path, const auto& content) {
      files_ += path + (content ? " " + *content : "!") + ";";
    });
    warnings_.clear();
    for (const Problem& warning : reading.warnings) warnings_ += warning.message + "\n";
    return reading.problems.empty() ? node_.text : reading.problems[0].message;
  }

  /// The reference to a file with this content.
  std::string file_with(std::string_view content) {
    std::ofstream{file_, std::ios::binary} << content;
    return "${file:" + file_ + "}";
  }

  Environment environment_ = test_environment();
  Node node_;
  std::string warnings_;
  std::string files_;  ///< it was told of, each with its content
  /// Each test is a process of its own, and several of them run at one time.
  std::string file_ = testing::TempDir() + "sluice_interpolation_" + std::to_string(::getpid());
};

TEST_F(Interpolation, ResolvesVariablesAnywhereInTheText) {
  EXPECT_EQ(resolve("a${KEY}b${SECRET}"), "aabcbhunter2");
  EXPECT_TRUE(node_.interpolated);
}

TEST_F(Interpolation, LeavesTextWithoutReferencesAlone) {
  EXPECT_EQ(resolve("$5 {connection} $KEY }"), "$5 {connection} $KEY }");
  EXPECT_FALSE(node_.interpolated);
}

TEST_F(Interpolation, TakesTheDefaultForWhatIsUnsetOrEmpty) {
  EXPECT_EQ(resolve("${NOT_SET:-x y}"), "x y");
  EXPECT_EQ(resolve("${EMPTY:-x}"), "x");
  EXPECT_EQ(resolve("${KEY:-x}"), "abc");
  EXPECT_EQ(resolve("${NOT_SET:-}"), "");
  EXPECT_EQ(resolve("${EMPTY:-}"), "");
}

TEST_F(Interpolation, SaysThatAVariableIsEmptyWhereItLeavesNothing) {
  constexpr auto empty = "environment variable EMPTY is empty (write ${EMPTY:-} if it may be)";
  EXPECT_EQ(resolve("${EMPTY}"), empty);
  EXPECT_EQ(resolve("${EMPTY}${EMPTY:-}"), empty);
  EXPECT_EQ(resolve("a${EMPTY}"), "a");
}

TEST_F(Interpolation, TrimsTheLineBreakAtTheEndOfAVariableWithAWarning) {
  EXPECT_EQ(resolve("Bearer ${LINE}!"), "Bearer line!");
  EXPECT_EQ(warnings_, "environment variable LINE ends with a line break, which is left out\n");
  EXPECT_EQ(resolve("${KEY}"), "abc");
  EXPECT_EQ(warnings_, "");
}

TEST_F(Interpolation, WritesADollarAndBraceForTwoDollars) {
  EXPECT_EQ(resolve("$${KEY} ${KEY}"), "${KEY} abc");
  EXPECT_EQ(resolve("$${"), "${");
}

TEST_F(Interpolation, DoesNotResolveWhatAValueHolds) {
  EXPECT_EQ(resolve(file_with("${KEY}")), "${KEY}");
}

TEST_F(Interpolation, TrimsTheLastNewlineOfAFile) {
  EXPECT_EQ(resolve(file_with("token\n")), "token");
  EXPECT_EQ(resolve(file_with("token\r\n")), "token");
  EXPECT_EQ(resolve(file_with("two\nlines\n\n")), "two\nlines\n");
  EXPECT_EQ(resolve("a" + file_with("")), "a");
}

TEST_F(Interpolation, SaysThatAFileIsEmptyWhereItLeavesNothing) {
  EXPECT_EQ(resolve(file_with("\n")), "file '" + file_ + "' is empty");
}

TEST_F(Interpolation, FindsAFileByAPathWithVariables) {
  std::ofstream{file_} << "token\n";
  const std::filesystem::path path{file_};
  environment_ = [&](std::string_view name) -> std::optional<std::string> {
    if (name == "CREDENTIALS_DIRECTORY") return path.parent_path();
    return std::nullopt;
  };
  const std::string reference = "${file:${CREDENTIALS_DIRECTORY}/" + path.filename().string() + "}";
  EXPECT_EQ(resolve("Bearer " + reference + "!"), "Bearer token!");
  ASSERT_EQ(node_.pieces.size(), 3U);
  EXPECT_EQ(std::filesystem::path{node_.pieces[1].text}, path);
  EXPECT_EQ(resolve("${file:${NOT_SET}/token}"), "environment variable NOT_SET is not set");
  EXPECT_EQ(resolve("${file:${NOT_SET/token}"),
            "'${' without its '}' (write $${ for a literal ${)");
}

TEST_F(Interpolation, TakesFilesUpTo64KiB) {
  const std::string largest(64 * 1024, 'x');
  EXPECT_EQ(resolve(file_with(largest)), largest);
  EXPECT_EQ(resolve(file_with(largest + "x")), "file '" + file_ + "': larger than 65536 bytes");
}

TEST_F(Interpolation, RefusesAFileThatIsNotText) {
  EXPECT_EQ(resolve(file_with("\xff\xfe")), "what it stands for is not UTF-8 text");
}

TEST_F(Interpolation, BoundsWhatAllValuesResolveToTogether) {
  const std::string reference = file_with(std::string(64 * 1024, 'x'));
  std::string text;
  for (int i = 0; i < 129; ++i) text += reference;
  EXPECT_EQ(resolve(text), "resolved values exceed 8MiB in all");
}

TEST_F(Interpolation, NeverReadsAValueAsYaml) {
  const std::string reference = file_with("x, user_id: evil}\nshards: 9");
  const Loaded loaded = load_sample(with_connection("    auth: {secret: \"" + reference + "\"}\n"));
  ASSERT_EQ(problems_of(loaded), "");
  EXPECT_EQ(loaded->connections[0].auth.secret.reveal(), "x, user_id: evil}\nshards: 9");
  EXPECT_EQ(loaded->shards, 0);
}

TEST_F(Interpolation, TellsOfEachFileAndOfOneThatCannotBeRead) {
  resolve("a" + file_with("one\n") + "${file:/none}");
  EXPECT_EQ(files_, file_ + " one;/none!;");
}

TEST(ProcessEnvironment, KnowsWhatIsSetAndWhatIsNot) {
  const Environment environment = process_environment();
  EXPECT_EQ(environment("PATH"), std::string{std::getenv("PATH")});
  EXPECT_EQ(environment("SLUICE_SURELY_NOT_SET"), std::nullopt);
}

}  // namespace
}  // namespace sluice::config
