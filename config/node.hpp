#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/live_secret.hpp"

namespace sluice::config {

/// Where something stands in the file; both count from 1, columns in bytes.
struct Position {
  int line = 1;
  int column = 1;
  auto operator<=>(const Position&) const = default;
};

/// One value of the file, and the key it stands under when its parent is a mapping.
struct Node {
  enum class Type : std::uint8_t {
    nothing,  ///< `key:` with no value, `~` or `null`
    scalar,   ///< text; the field that is read decides whether it is a number or anything else
    sequence,
    mapping,
    refused,  ///< a problem was reported here already: readers pass over it in silence
  };

  Type type = Type::nothing;
  Position at;
  std::string key;
  Position key_at;
  std::string text;
  /// The text came from the environment or a file, so no message may show it.
  bool interpolated = false;
  /// What the text is made of, where part of it came from a file; else nothing.
  std::vector<SecretPiece> pieces;
  std::vector<Node> children;

  /// Where its key stands; where it has none, the value.
  [[nodiscard]] Position key_place() const noexcept { return key.empty() ? at : key_at; }
  /// The entry of a mapping, or null.
  [[nodiscard]] const Node* find(std::string_view wanted) const noexcept;
};

/// The type in the words of a message: "text", "a list", …
[[nodiscard]] std::string_view to_string(Node::Type type) noexcept;

}  // namespace sluice::config
