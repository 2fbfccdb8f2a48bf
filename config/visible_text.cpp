#include "config/visible_text.hpp"

#include <fmt/format.h>

#include <iterator>

namespace sluice::config {

std::string visible(std::string_view text) {
  std::string shown;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    const bool control_of_two_bytes = byte == 0xc2 && next >= 0x80 && next < 0xa0;
    if (byte < 0x20 || byte == 0x7f || control_of_two_bytes) {
      fmt::format_to(std::back_inserter(shown), "\\x{:02x}", control_of_two_bytes ? next : byte);
      if (control_of_two_bytes) ++i;
    } else {
      shown += text[i];
    }
  }
  return shown;
}

}  // namespace sluice::config
