#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/live_secret.hpp"

namespace sluice::config {

/// A place in the file; line and column count from 1, columns in bytes.
struct Position {
  int line = 1;
  int column = 1;
  auto operator<=>(const Position&) const = default;
};

/// One value of the file, and its key when its parent is a mapping.
struct Node {
  enum class Type : std::uint8_t {
    nothing,  ///< `key:` with no value, `~` or `null`
    scalar,   ///< text; the field decides whether it is a number or another type
    sequence,
    mapping,
    refused,  ///< a problem was reported here already: readers skip it without another one
  };

  Type type = Type::nothing;
  Position at;
  std::string key;
  Position key_at;
  std::string text;
  /// The text came from the environment or a file, so no message may show it.
  bool interpolated = false;
  /// The parts of the text when some came from a file; otherwise empty.
  std::vector<SecretPiece> pieces;
  std::vector<Node> children;

  /// The place of its key, or of the value when it has no key.
  [[nodiscard]] Position key_place() const noexcept { return key.empty() ? at : key_at; }
  /// The entry of a mapping, or null.
  [[nodiscard]] const Node* find(std::string_view wanted) const noexcept;
};

/// The type in the words of a message: "text", "a list", …
[[nodiscard]] std::string_view to_string(Node::Type type) noexcept;

}  // namespace sluice::config
