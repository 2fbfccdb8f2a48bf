#pragma once

#include <span>
#include <string>

#include "gateway/core/headers.hpp"
#include "gateway/text/record_writer.hpp"

namespace sluice::text {

/// Headers as a record has them.
inline std::string header_text(std::span<const Header> headers) {
  std::size_t bytes = 0;
  for (const Header& header : headers) {
    bytes += Headers::overhead + header.name.size() + header.value.size();
  }
  std::string text(bytes, '\0');
  Writer out{text};
  for (const Header& header : headers) out.add_header(header);
  return text;
}

}  // namespace sluice::text
