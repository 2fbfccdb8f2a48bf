#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "gateway/core/error.hpp"

namespace sluice::config {

/// A part of a value: literal text, or a file whose content belongs there.
struct SecretPiece {
  enum class Kind : std::uint8_t { text, file };
  Kind kind = Kind::text;
  std::string text;  ///< for a file: its path
};

/// A Secret that reads its `${file:…}` parts at each reveal(), so that a token can be replaced
/// while the gateway runs. It is shown nowhere, like a Secret.
class LiveSecret {
 public:
  LiveSecret() = default;
  explicit LiveSecret(std::vector<SecretPiece> pieces) : pieces_(std::move(pieces)) {}
  explicit LiveSecret(std::string text) : pieces_{{SecretPiece::Kind::text, std::move(text)}} {}

  /// Reads small local files, and blocks for that time. The error names the file and never shows
  /// its content.
  [[nodiscard]] Result<std::string> reveal() const;
  [[nodiscard]] bool empty() const noexcept;
  /// The unresolved parts, for a comparison with another value.
  [[nodiscard]] const std::vector<SecretPiece>& pieces() const noexcept { return pieces_; }

 private:
  std::vector<SecretPiece> pieces_;
};

}  // namespace sluice::config
