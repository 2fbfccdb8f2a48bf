#include "config/text_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "config/problem.hpp"

namespace sluice::config {

Result<std::string> read_text_file(const std::string& path, std::size_t largest) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (error) return Error{error.message()};
  // A pipe or a terminal could block the start for ever.
  if (!std::filesystem::is_regular_file(status)) return Error{"not a regular file"};
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{std::generic_category().message(errno)};
  // One byte more than allowed reveals a file that is too large; its reported size may be wrong
  // (/proc).
  std::string text(largest + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return Error{"cannot be read"};
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > largest) return Error{fmt::format("larger than {} bytes", largest)};
  return {boost::system::in_place_value, std::move(text)};
}

Result<std::string> read_value_file(const std::string& path) {
  constexpr std::size_t largest = 64 * 1024;
  Result<std::string> content = read_text_file(path, largest);
  if (!content) return Error{content.error()}.within(fmt::format("file {}", config::quoted(path)));
  cut_line_end(*content);
  return content;
}

bool cut_line_end(std::string& value) {
  const std::size_t before = value.size();
  if (value.ends_with('\n')) value.pop_back();
  if (value.ends_with('\r')) value.pop_back();
  return value.size() < before;
}

}  // namespace sluice::config
