#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::test {

/// A fenced block of a Markdown page.
struct Snippet {
  std::string place;     ///< page:line
  std::string language;  ///< the first word behind the fence; may be empty
  std::string text;
};

/// A command of ours in the running text or in a block of shell: `sluice …` or `./dev …`.
struct Command {
  std::string place;
  std::vector<std::string> words;
};

/// All pages of the tree that are ours.
[[nodiscard]] std::vector<std::filesystem::path> pages(const std::filesystem::path& tree);

/// `name` is for the places.
[[nodiscard]] std::vector<Snippet> snippets_of(std::string_view page, const std::string& name);
[[nodiscard]] std::vector<Command> commands_of(std::string_view page, const std::string& name);

/// The commands of a block of shell: a line each, with the lines that it goes on with.
[[nodiscard]] std::vector<std::string> shell_lines(std::string_view shell);

}  // namespace sluice::test
