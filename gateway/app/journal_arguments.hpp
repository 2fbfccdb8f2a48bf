#pragma once

#include <cstdint>
#include <string>

namespace CLI {
class App;
}

namespace sluice::app {

/// The command line of `sluice journal …`. Must not be moved: the parser writes into it.
class JournalArguments {
 public:
  /// Adds the commands; `cli` outlives it.
  explicit JournalArguments(CLI::App& cli);
  JournalArguments(const JournalArguments&) = delete;
  JournalArguments& operator=(const JournalArguments&) = delete;

  /// Whether one of them was given.
  [[nodiscard]] bool parsed() const;
  /// Does it; returns the exit status.
  [[nodiscard]] int execute() const;

 private:
  CLI::App* add(const std::string& name, const std::string& what);

  CLI::App* journal_;
  CLI::App* inspect_;
  CLI::App* verify_;
  CLI::App* export_;
  CLI::App* drop_;
  std::string folder_;
  bool as_json_ = false;
  std::uint64_t before_ = 0;
};

}  // namespace sluice::app
