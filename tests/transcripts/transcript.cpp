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

Transcript read_transcript(const std::string& name) {
  const auto path = folder() / (name + std::string(extension));
  const std::ifstream file{path};
  if (!file) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return {name, parse_notation(text.str())};
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
