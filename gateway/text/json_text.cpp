#include "gateway/text/json_text.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <cstddef>
#include <iterator>

#include "gateway/text/json_syntax.hpp"

namespace sluice::text {

bool write_json_string(std::string_view text, std::string& out) {
  if (!simdjson::validate_utf8(text.data(), text.size())) return false;
  out.assign(1, '"');
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (is_plain_in_json[c]) continue;
    out.append(text.substr(copied, i - copied));
    if (c < ' ') {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", c);
    } else {
      out.append({'\\', text[i]});
    }
    copied = i + 1;
  }
  out.append(text.substr(copied)).push_back('"');
  return true;
}

}  // namespace sluice::text
