#include "tests/deploy/markdown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <regex>
#include <set>
#include <sstream>
#include <utility>

namespace sluice::test {
namespace {

/// A line of a page, and whether it stands in a block.
struct Line {
  std::size_t number;
  std::string text;
};

constexpr std::string_view fence = "```";

/// Calls `prose` for each line of running text, and `block` for each block with the line and the
/// words of its fence.
void read(std::string_view page, const std::function<void(const Line&)>& prose,
          const std::function<void(const Line&, const std::string&)>& block) {
  std::istringstream lines{std::string{page}};
  Line opening{0, ""};
  std::string text;
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const auto indent = std::min(line.find_first_not_of(' '), line.size());
    const bool is_fence = std::string_view{line}.substr(indent).starts_with(fence);
    if (is_fence && opening.number == 0) {
      opening = {number, line};
      text.clear();
    } else if (is_fence) {
      block(opening, text);
      opening.number = 0;
    } else if (opening.number == 0) {
      prose({number, line});
    } else {
      text += line.substr(std::min(opening.text.find(fence), indent)) + '\n';
    }
  }
}

std::string language_of(const std::string& opening) {
  return opening.substr(opening.find(fence) + fence.size());
}

std::string at(const std::string& name, std::size_t line) {
  return fmt::format("{}:{}", name, line);
}

bool is_ours(const std::vector<std::string>& words) {
  return words.size() > 1 && (words.front() == "sluice" || words.front() == "./dev");
}

/// The words up to what belongs to the shell or another program.
std::vector<std::string> words_of(const std::string& command) {
  static const std::set<std::string> ends{"|", "<", ">", ">>", "&&", "||", ";", "&", "#"};
  std::istringstream stream{command};
  std::vector<std::string> words;
  for (std::string word; stream >> word && !ends.contains(word);) words.push_back(word);
  return words;
}

}  // namespace

std::vector<std::filesystem::path> pages(const std::filesystem::path& tree) {
  static const std::set<std::string> foreign{"build", "node_modules", ".git", ".cache"};
  std::vector<std::filesystem::path> found;
  std::filesystem::recursive_directory_iterator entry{tree};
  for (; entry != std::filesystem::recursive_directory_iterator{}; ++entry) {
    if (entry->is_directory() && foreign.contains(entry->path().filename().string())) {
      entry.disable_recursion_pending();
    }
    if (entry->path().extension() == ".md") found.push_back(entry->path());
  }
  std::ranges::sort(found);
  return found;
}

std::vector<Snippet> snippets_of(std::string_view page, const std::string& name) {
  std::vector<Snippet> snippets;
  read(
      page, [](const Line&) {},
      [&](const Line& opening, const std::string& text) {
        snippets.push_back({at(name, opening.number), language_of(opening.text), text});
      });
  return snippets;
}

std::vector<std::string> shell_lines(std::string_view shell) {
  std::istringstream lines{std::string{shell}};
  std::vector<std::string> commands;
  bool goes_on = false;
  for (std::string line; std::getline(lines, line);) {
    const bool ends = !line.ends_with('\\');
    if (!ends) line.pop_back();
    if (goes_on) {
      commands.back() += line;
    } else if (!line.empty()) {
      commands.push_back(line);
    }
    goes_on = !ends;
  }
  return commands;
}

std::vector<Command> commands_of(std::string_view page, const std::string& name) {
  std::vector<Command> commands;
  const auto add = [&](std::size_t line, const std::string& text) {
    auto words = words_of(text);
    if (is_ours(words)) commands.push_back({at(name, line), std::move(words)});
  };
  // A span of code may be broken over lines, but not over paragraphs.
  std::string paragraph;
  std::size_t begin = 0;
  const auto end_paragraph = [&] {
    static const std::regex code{"`([^`]+)`"};
    for (std::sregex_iterator found{paragraph.begin(), paragraph.end(), code}, none; found != none;
         ++found) {
      add(begin, (*found)[1]);
    }
    paragraph.clear();
  };
  read(
      page,
      [&](const Line& line) {
        if (line.text.empty()) return end_paragraph();
        if (paragraph.empty()) begin = line.number;
        paragraph += line.text + ' ';
      },
      [&](const Line& opening, const std::string& text) {
        end_paragraph();
        if (language_of(opening.text) != "sh") return;
        for (const auto& command : shell_lines(text)) add(opening.number, command);
      });
  end_paragraph();
  return commands;
}

}  // namespace sluice::test
