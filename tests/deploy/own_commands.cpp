#include "tests/deploy/own_commands.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>

#include "tests/support/gateway_process.hpp"

namespace sluice::test {
namespace {

constexpr std::string_view subcommands_head = "\nSubcommands:";

bool is_word(const std::string& text) {
  return std::regex_match(text, std::regex{"[a-z][a-z-]*"});
}

/// Without the brackets of what may be left out, the end of a sentence, and a value.
std::string bare(const std::string& word) {
  return std::regex_replace(word, std::regex{R"(^\[|\]$|[.,:;]$|=.*)"}, "");
}

std::vector<std::string> alternatives_of(const std::string& word) {
  std::istringstream stream{word};
  std::vector<std::string> words;
  for (std::string each; std::getline(stream, each, '|');) words.push_back(each);
  return words;
}

}  // namespace

OwnCommands::OwnCommands(const std::filesystem::path& tree) {
  std::ifstream stream{tree / "dev"};
  dev_.assign(std::istreambuf_iterator<char>{stream}, {});
}

std::string OwnCommands::problem_of(const std::vector<std::string>& words) {
  return words.front() == "sluice" ? problem_of_sluice(words) : problem_of_dev(words);
}

const std::string& OwnCommands::help_of(const std::string& command) {
  auto& text = helps_[command];
  if (!text.empty()) return text;
  std::istringstream stream{command + " --help"};
  const std::vector<std::string> arguments{std::istream_iterator<std::string>{stream},
                                           std::istream_iterator<std::string>{}};
  for (const auto& line : GatewayProcess::execute(arguments).lines) text += "\n" + line;
  return text;
}

bool OwnCommands::has_subcommands(const std::string& command) {
  return help_of(command).find(subcommands_head) != std::string::npos;
}

std::string OwnCommands::problem_of_sluice(const std::vector<std::string>& words) {
  std::vector<std::string> commands{""};
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string word = bare(words[i]);
    const bool is_option = word.starts_with("--");
    if (!is_option && !has_subcommands(commands.front())) continue;
    std::vector<std::string> deeper;
    for (const auto& each : alternatives_of(word)) {
      if (!is_option && !is_word(each)) return "";  // a placeholder: what follows is not known
      for (const auto& command : commands) {
        const auto& help = help_of(command);
        const bool known = is_option ? help.find(each) != std::string::npos
                                     : std::regex_search(help.substr(help.find(subcommands_head)),
                                                         std::regex{"\n  " + each + " "});
        if (!known) return fmt::format("sluice{} has no {}", command, each);
        if (!is_option) deeper.push_back(command + " " + each);
      }
    }
    if (!deeper.empty()) commands = deeper;
  }
  return "";
}

std::string OwnCommands::problem_of_dev(const std::vector<std::string>& words) const {
  if (!is_word(words[1])) return "";
  if (dev_.find("\ndev_" + words[1] + "()") == std::string::npos) {
    return "./dev has no " + words[1];
  }
  // Their options are those of the programs that they start.
  if (words[1] == "bench" || words[1] == "faults") return "";
  for (std::size_t i = 2; i < words.size(); ++i) {
    const std::string option = bare(words[i]);
    if (!option.starts_with("--") || dev_.find(option) != std::string::npos) continue;
    return fmt::format("./dev {} has no {}", words[1], option);
  }
  return "";
}

}  // namespace sluice::test
