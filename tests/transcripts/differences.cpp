#include "tests/transcripts/differences.hpp"

#include <algorithm>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace sluice::test {
namespace {

constexpr std::string_view indent = "  ";
constexpr std::string_view reason = "because ";

void note_lacking(const Differences& there, const Differences& here, const std::string& what,
                  std::vector<std::string>& problems) {
  for (const auto& [name, lines] : there) {
    const auto other = here.find(name);
    for (const auto& line : lines) {
      if (other != here.end() && other->second.contains(line)) continue;
      problems.push_back(name + ": " + what + ": " + line);
    }
  }
}

}  // namespace

Difference difference_of(const std::vector<std::string>& pusher_js,
                         const std::vector<std::string>& sluice) {
  if (pusher_js == sluice) return {};
  const auto without = [](std::vector<std::string> lines, std::vector<std::string> others) {
    std::ranges::sort(lines);
    std::ranges::sort(others);
    std::vector<std::string> left;
    std::ranges::set_difference(lines, others, std::back_inserter(left));
    return left;
  };
  Difference difference;
  for (const auto& line : without(pusher_js, sluice)) difference.insert("pusher-js: " + line);
  for (const auto& line : without(sluice, pusher_js)) difference.insert("sluice: " + line);
  if (difference.empty()) difference.insert("in another order");
  return difference;
}

Differences parse_differences(std::string_view text) {
  Differences listed;
  std::string name;
  bool explained = true;
  const auto end_of_entry = [&] {
    if (!explained) throw std::runtime_error(name + ": there is no reason for the difference");
  };
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    if (!line.starts_with(indent)) {
      end_of_entry();
      name = line;
      explained = false;
    } else if (line.substr(indent.size()).starts_with(reason)) {
      explained = true;
    } else {
      listed[name].insert(line.substr(indent.size()));
    }
  }
  end_of_entry();
  return listed;
}

std::vector<std::string> compare(const Differences& found, const Differences& listed) {
  std::vector<std::string> problems;
  note_lacking(found, listed, "differs and is not listed", problems);
  note_lacking(listed, found, "is listed and does not differ", problems);
  return problems;
}

}  // namespace sluice::test
