#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace sluice::test {

/// Our commands, by what they say of themselves: `sluice … --help`, and the script ./dev.
class OwnCommands {
 public:
  explicit OwnCommands(const std::filesystem::path& tree);

  /// Which word or option of a command does not exist; empty when all do. `words` begin with
  /// `sluice` or `./dev`; placeholders, paths and values may be anything.
  [[nodiscard]] std::string problem_of(const std::vector<std::string>& words);

 private:
  [[nodiscard]] std::string problem_of_sluice(const std::vector<std::string>& words);
  [[nodiscard]] std::string problem_of_dev(const std::vector<std::string>& words) const;
  [[nodiscard]] const std::string& help_of(const std::string& command);
  [[nodiscard]] bool has_subcommands(const std::string& command);

  std::string dev_;  ///< its text
  std::map<std::string, std::string> helps_;
};

}  // namespace sluice::test
