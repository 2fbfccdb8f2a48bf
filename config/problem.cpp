#include "config/problem.hpp"

#include <fmt/format.h>

#include <iterator>

namespace sluice::config {
namespace {

constexpr std::size_t longest_shown = 64;

}  // namespace

std::string to_string(const Problem& problem) {
  const std::string_view separator = problem.path.empty() ? "" : ": ";
  return fmt::format("{}:{}:{}: {}{}{}", problem.file, problem.at.line, problem.at.column,
                     problem.path, separator, problem.message);
}

std::string printable(std::string_view text) {
  std::string shown;
  const std::string_view cut = text.substr(0, longest_shown);
  for (std::size_t i = 0; i < cut.size(); ++i) {
    const auto byte = static_cast<unsigned char>(cut[i]);
    const auto next = static_cast<unsigned char>(i + 1 < cut.size() ? cut[i + 1] : 0);
    const bool control_of_two_bytes = byte == 0xc2 && next >= 0x80 && next < 0xa0;
    if (byte < 0x20 || byte == 0x7f || control_of_two_bytes) {
      fmt::format_to(std::back_inserter(shown), "\\x{:02x}", control_of_two_bytes ? next : byte);
      if (control_of_two_bytes) ++i;
    } else {
      shown += cut[i];
    }
  }
  if (text.size() > longest_shown) shown += "…";
  return shown;
}

std::string quoted(std::string_view text) {
  return fmt::format("'{}'", printable(text));
}

}  // namespace sluice::config
