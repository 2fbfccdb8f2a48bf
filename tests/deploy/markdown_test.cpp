#include "tests/deploy/markdown.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "tests/deploy/helm.hpp"
#include "tests/deploy/objects.hpp"
#include "tests/deploy/own_commands.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/gateway_process.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/process.hpp"

// Every snippet of the pages is what it says it is: configurations are good, values are taken by
// the chart, shell can be read, and our own commands exist.
namespace sluice::test {
namespace {

using testing::IsEmpty;
using Verdict = GatewayProcess::Verdict;

const std::filesystem::path tree{SLUICE_TREE};

std::string content_of(const std::filesystem::path& file) {
  std::ifstream stream{file};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

std::string program() {
  const char* const other = std::getenv("SLUICE_BINARY");
  return other == nullptr ? SLUICE_BINARY_FOLDER "/sluice" : other;
}

/// Of all pages; `of` is snippets_of or commands_of.
template <class Of>
auto all(Of of) {
  decltype(of("", "")) found;
  for (const auto& page : pages(tree)) {
    auto some = of(content_of(page), std::filesystem::relative(page, tree).string());
    std::ranges::move(some, std::back_inserter(found));
  }
  return found;
}

std::vector<Snippet> snippets(const std::string& language) {
  auto found = all(snippets_of);
  std::erase_if(found, [&](const Snippet& each) { return each.language != language; });
  EXPECT_FALSE(found.empty()) << language;
  return found;
}

bool has_key(const Snippet& yaml, const std::string& key) {
  return std::regex_search("\n" + yaml.text, std::regex("\n" + key + ":"));
}

class Markdown : public testing::Test {
 protected:
  /// `sluice check` with every variable that it names, and with files where it names secrets.
  [[nodiscard]] Verdict check(std::string config) const {
    static const std::regex variable{R"(\$\{([A-Z_]+)\})"};
    static const std::regex secret{R"(/run/secrets/(?:sluice/)?([a-z.-]+))"};
    std::map<std::string, std::string> environment;
    for (std::sregex_iterator found{config.begin(), config.end(), variable}, none; found != none;
         ++found) {
      environment[(*found)[1]] = "value";
    }
    for (std::sregex_iterator found{config.begin(), config.end(), secret}, none; found != none;
         ++found) {
      const std::string name = (*found)[1];
      std::ignore =
          folder.write(name, name.ends_with(".pem") ? content_of(authority.ca_file()) : "secret");
    }
    config = std::regex_replace(config, secret, folder.path().string() + "/$1");
    return GatewayProcess::check(config, environment);
  }
  void expect_good(const std::string& config, const std::string& place) const {
    const auto verdict = check(config);
    EXPECT_EQ(verdict.exit_code, 0) << place << ": " << testing::PrintToString(verdict.lines);
  }

  /// In a folder in which the tree's `config` is found.
  [[nodiscard]] Verdict execute(const std::string& command) const {
    const auto link = folder.path() / "config";
    if (!std::filesystem::exists(link)) std::filesystem::create_symlink(tree / "config", link);
    const std::vector<std::string> arguments{
        "bash", "-c",
        fmt::format("cd {}\nsluice() {{ {} \"$@\"; }}\n{}", folder.path().string(), program(),
                    command)};
    Process process{{.arguments = arguments}};
    const int code = process.wait_exit();
    return {code, process.lines()};
  }

  TemporaryFolder folder;
  CertificateAuthority authority;
};

TEST_F(Markdown, EachSnippetIsOfAKindThatIsChecked) {
  const std::set<std::string> kinds{"", "json", "sh", "yaml"};
  for (const auto& each : all(snippets_of)) {
    EXPECT_TRUE(kinds.contains(each.language)) << each.place << ": " << each.language;
  }
  for (const auto& each : snippets("json")) {
    EXPECT_TRUE(nlohmann::json::accept(each.text)) << each.place;
  }
}

TEST_F(Markdown, EachConfigurationIsGood) {
  SLUICE_REQUIRE_PART(GatewayProcess);
  for (const auto& each : snippets("yaml")) {
    if (has_key(each, "connections")) expect_good(each.text, each.place);
  }
}

TEST_F(Markdown, EachFileOfTestsIsAsExpected) {
  SLUICE_REQUIRE_PART(GatewayProcess);
  std::filesystem::copy(tree / "config/examples", folder.path());
  for (const auto& each : snippets("yaml")) {
    if (!has_key(each, "tests")) continue;
    const auto verdict =
        GatewayProcess::execute({"test", folder.write("snippet.yaml", each.text).string()});
    EXPECT_EQ(verdict.exit_code, 0) << each.place << ": " << testing::PrintToString(verdict.lines);
  }
}

/// All other YAML is values, beside those that an installation needs at least.
TEST_F(Markdown, EachSetOfValuesIsTakenByTheChart) {
  SLUICE_REQUIRE_PART(GatewayProcess);
  SLUICE_REQUIRE_PART(Helm);
  for (const auto& each : snippets("yaml")) {
    if (has_key(each, "connections") || has_key(each, "tests")) continue;
    const auto file = folder.write("values.yaml", each.text).string();
    EXPECT_THAT(Helm{}.refusal({"--values", file}), IsEmpty()) << each.place;
    const auto values = json_of_yaml(each.text);
    if (values.contains("/config/connections"_json_pointer)) {
      expect_good(values["config"].dump(), each.place);
    }
  }
}

TEST_F(Markdown, ShellCanBeRead) {
  for (const auto& each : snippets("sh")) {
    const auto file = folder.write("snippet.sh", each.text).string();
    Process process{{.arguments = {"bash", "-n", file}}};
    EXPECT_EQ(process.wait_exit(), 0) << each.place << ": " << process.tail();
  }
}

/// Those that need nobody else.
TEST_F(Markdown, OurCommandsInShellRunWhereTheyCan) {
  SLUICE_REQUIRE_PART(GatewayProcess);
  const std::set<std::string> alone{"check", "diff", "explain", "test", "init", "docs", "version"};
  std::size_t executed = 0;
  for (const auto& each : snippets("sh")) {
    for (const auto& command : shell_lines(each.text)) {
      std::istringstream words{command};
      std::string program;
      std::string subcommand;
      words >> program >> subcommand;
      if (program != "sluice" || !alone.contains(subcommand)) continue;
      if (command.find("--live") != std::string::npos) continue;
      ++executed;
      const auto verdict = execute(command);
      EXPECT_EQ(verdict.exit_code, 0)
          << each.place << ": " << command << ": " << testing::PrintToString(verdict.lines);
    }
  }
  EXPECT_GT(executed, 0U);
}

TEST_F(Markdown, EachCommandOfOursExists) {
  SLUICE_REQUIRE_PART(GatewayProcess);
  OwnCommands known{tree};
  const auto commands = all(commands_of);
  EXPECT_GT(commands.size(), 50U);
  for (const auto& each : commands) {
    EXPECT_EQ(known.problem_of(each.words), "") << each.place;
  }
}

TEST(MarkdownReading, FindsBlocksAndCommandsWhereverTheyStand) {
  constexpr std::string_view page =
      "Say `sluice check\nFILE` or `ls`.\n\n- item\n\n  ```sh\n  ./dev test \\\n    --repeat 3\n"
      "    # and\n  sluice run F | tee\n  ```\n\n```yaml\na:\n  b: 1\n```\n";
  const auto snippets = snippets_of(page, "p");
  ASSERT_EQ(snippets.size(), 2U);
  EXPECT_EQ(snippets[0].place, "p:6");
  EXPECT_EQ(snippets[0].text, "./dev test \\\n  --repeat 3\n  # and\nsluice run F | tee\n");
  EXPECT_EQ(snippets[1].language, "yaml");
  EXPECT_EQ(snippets[1].text, "a:\n  b: 1\n");
  std::vector<std::string> commands;
  for (const auto& each : commands_of(page, "p")) {
    commands.push_back(fmt::format("{} {}", each.place, fmt::join(each.words, " ")));
  }
  EXPECT_THAT(commands, testing::ElementsAre("p:1 sluice check FILE", "p:6 ./dev test --repeat 3",
                                             "p:6 sluice run F"));
}

}  // namespace
}  // namespace sluice::test
