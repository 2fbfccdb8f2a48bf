#include "tests/support/metrics_text.hpp"

#include <algorithm>

namespace sluice::test {

namespace {

/// `selector` is what stands between the braces of a sample.
bool carries(std::string_view selector, const Labels& labels) {
  const std::string separated = "," + std::string{selector} + ",";
  return std::all_of(labels.begin(), labels.end(), [&](const auto& label) {
    return separated.find("," + label.first + "=\"" + label.second + "\",") != std::string::npos;
  });
}

}  // namespace

std::optional<double> sum_of_samples(std::string_view text, std::string_view name,
                                     const Labels& labels) {
  std::optional<double> sum;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto name_end = std::min(line.find_first_of("{ "), line.size());
    const auto value = line.rfind(' ');
    if (line.substr(0, name_end) != name || value == std::string_view::npos) {
      continue;
    }
    const auto closing = line.rfind('}');
    const std::string_view selector =
        closing == std::string_view::npos ? "" : line.substr(name_end + 1, closing - name_end - 1);
    if (carries(selector, labels)) {
      sum = sum.value_or(0) + std::stod(std::string{line.substr(value + 1)});
    }
  }
  return sum;
}

}  // namespace sluice::test
