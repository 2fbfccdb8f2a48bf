#include "config/live_secret.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/invalid_utf8.hpp"
#include "config/problem.hpp"
#include "config/text_file.hpp"

namespace sluice::config {

Result<std::string> LastValues::read(const std::string& path) {
  auto content = read_value_file(path);
  if (content && content->empty()) content = Error{fmt::format("file {} is empty", quoted(path))};
  if (content && find_invalid_utf8(*content)) {
    content = Error{fmt::format("file {} is not UTF-8 text", quoted(path))};
  }
  if (content) {
    good_.insert_or_assign(path, *content);
  } else if (const auto before = good_.find(path); before != good_.end()) {
    content = {boost::system::in_place_value, before->second};
  }
  return content;
}

Result<std::string> LiveSecret::reveal(LastValues& files) const {
  std::string text;
  for (const SecretPiece& piece : pieces_) {
    if (piece.kind == SecretPiece::Kind::text) {
      text += piece.text;
      continue;
    }
    const Result<std::string> content = files.read(piece.text);
    if (!content) return content.error();
    text += *content;
  }
  return {boost::system::in_place_value, std::move(text)};
}

bool LiveSecret::empty() const noexcept {
  return std::ranges::all_of(pieces_, [](const SecretPiece& piece) { return piece.text.empty(); });
}

}  // namespace sluice::config
