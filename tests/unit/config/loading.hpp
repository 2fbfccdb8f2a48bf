#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/reader.hpp"
#include "tests/unit/config/sample_sink.hpp"

namespace sluice::config {

/// What `${NAME}` finds in these tests, without a process environment.
[[nodiscard]] inline Environment test_environment() {
  static const std::map<std::string, std::string, std::less<>> variables{
      {"KEY", "abc"}, {"EMPTY", ""}, {"SECRET", "hunter2"}, {"BIG", "99999"}, {"LINE", "line\r\n"}};
  return [](std::string_view name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional{found->second};
  };
}

[[nodiscard]] inline const ConnectorTypes& sample_types() {
  static const ConnectorTypes types{{sample_sink()}, {sample_source()}};
  return types;
}

[[nodiscard]] inline Loaded load_sample(std::string_view text) {
  return load(text, "f.yaml", sample_types(), test_environment());
}

/// The problems, one a line, without the file's name; empty when it was read.
[[nodiscard]] inline std::string problems_of(const Loaded& loaded) {
  std::string lines;
  if (!loaded.has_error()) return lines;
  for (const Problem& problem : loaded.error()) {
    lines += to_string(problem).substr(problem.file.size() + 1) + "\n";
  }
  return lines;
}

/// A small complete file around the lines that a test is about, which go into the connection.
[[nodiscard]] inline std::string with_connection(std::string_view lines) {
  return "connections:\n  market:\n    cluster: eu\n    key: abc\n" + std::string{lines} +
         "sinks:\n  events: {type: sample, brokers: [b]}\n"
         "routes:\n  - {to: events, topic: t}\n";
}

}  // namespace sluice::config
