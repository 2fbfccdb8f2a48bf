#include "config/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "config/declaration.hpp"
#include "config/section.hpp"
#include "config/yaml_document.hpp"

namespace sluice::config {

void throw_exception_from_error(const std::vector<Problem>& problems,
                                const boost::source_location&) {
  throw std::runtime_error(problems.empty() ? "no problem" : to_string(problems.front()));
}

Loaded load(std::string_view text, std::string_view file_name, const ConnectorTypes& types,
            const Environment& environment, const Reviewer& reviewer, const FileObserver& on_file) {
  Reading reading{.file = std::string{file_name}, .types = types, .pem_files = PemFiles{on_file}};
  Gateway gateway;
  // All values are resolved before the first is read, so a reader cannot know their origin. Only
  // messages depend on it, through Node::interpolated.
  if (std::optional<Node> root = parse_yaml(text, reading)) {
    interpolate(*root, reading, environment, on_file);
    const Value top{reading, *root, ""};
    read(top, gateway, Rule{});
    for (std::size_t i = 0; i < gateway.returns.size(); ++i) {
      gateway.returns[i].label = label_of(gateway.returns[i], i);
    }
    if (reviewer.find_faults) report_faults(reviewer.find_faults(gateway), top);
    if (reviewer.find_warnings && reading.problems.empty()) {
      report_warnings(reviewer.find_warnings(gateway), top);
    }
  }
  // Unknown keys and problems across several keys were found after the values around them.
  std::ranges::stable_sort(reading.problems, {}, &Problem::at);
  std::ranges::stable_sort(reading.warnings, {}, &Problem::at);
  if (!reading.problems.empty()) return std::move(reading.problems);
  gateway.certificates = reading.pem_files.used();
  gateway.warnings = std::move(reading.warnings);
  return gateway;
}

Loaded load_file(const std::string& path, const ConnectorTypes& types,
                 const Environment& environment, const Reviewer& reviewer,
                 const FileObserver& on_file) {
  const Result<std::string> text = read_file(FileKind::configuration, path);
  if (on_file) on_file(FileKind::configuration, path, text);
  if (text) return load(*text, path, types, environment, reviewer, on_file);
  return std::vector{Problem{path, {}, "", text.error().message}};
}

}  // namespace sluice::config
