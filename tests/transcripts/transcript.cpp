#include "tests/transcripts/transcript.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace sluice::test {
namespace {

constexpr std::string_view extension = ".txt";

std::filesystem::path folder() {
  return SLUICE_TRANSCRIPTS;
}

}  // namespace

std::pair<std::string, std::string> first_word(std::string_view text) {
  const auto end = std::min(text.find(' '), text.size());
  const auto rest = std::min(end + 1, text.size());
  return {std::string(text.substr(0, end)), std::string(text.substr(rest))};
}

Transcript parse_transcript(std::string name, std::string_view text) {
  Transcript transcript{std::move(name), {}};
  std::istringstream lines{std::string(text)};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (line.empty() || line.starts_with('#')) continue;
    auto [word, rest] = first_word(line);
    transcript.lines.push_back({number, std::move(word), std::move(rest)});
  }
  return transcript;
}

Transcript read_transcript(const std::string& name) {
  const auto path = folder() / (name + std::string(extension));
  const std::ifstream file{path};
  if (!file) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return parse_transcript(name, text.str());
}

std::vector<std::string> transcript_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{folder()}) {
    if (entry.path().extension() != extension) continue;
    names.push_back(entry.path().lexically_relative(folder()).replace_extension().string());
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace sluice::test
