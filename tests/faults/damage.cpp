#include "tests/faults/damage.hpp"

#include <fstream>
#include <iterator>

namespace sluice::test {

void for_each_file(const std::filesystem::path& folder,
                   const std::function<void(const std::filesystem::path&)>& visit) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) visit(entry.path());
  }
}

void zero(const std::filesystem::path& file) {
  const auto size = std::filesystem::file_size(file);
  std::ofstream{file, std::ios::binary} << std::string(size, '\0');
}

bool zero_last(const std::filesystem::path& file, const std::string& text) {
  std::fstream stream{file, std::ios::in | std::ios::out | std::ios::binary};
  const std::string bytes{std::istreambuf_iterator<char>{stream}, {}};
  const auto place = bytes.rfind(text);
  if (place == std::string::npos) return false;
  stream.clear();
  stream.seekp(static_cast<std::streamoff>(place));
  stream << std::string(text.size(), '\0');
  return true;
}

}  // namespace sluice::test
