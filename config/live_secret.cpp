#include "config/live_secret.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/invalid_utf8.hpp"
#include "config/problem.hpp"
#include "config/text_file.hpp"

namespace sluice::config {

Result<std::string> LiveSecret::reveal() const {
  std::string text;
  for (const SecretPiece& piece : pieces_) {
    if (piece.kind == SecretPiece::Kind::text) {
      text += piece.text;
      continue;
    }
    const Result<std::string> content = read_value_file(piece.text);
    if (!content) return content.error();
    text += *content;
  }
  if (find_invalid_utf8(text)) return Error{"what it stands for is not UTF-8 text"};
  return {boost::system::in_place_value, std::move(text)};
}

bool LiveSecret::empty() const noexcept {
  return std::ranges::all_of(pieces_, [](const SecretPiece& piece) { return piece.text.empty(); });
}

}  // namespace sluice::config
