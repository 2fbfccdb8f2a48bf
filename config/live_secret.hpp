#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "gateway/core/error.hpp"

namespace sluice::config {

/// A part of a value: its own text, or a file whose content stands there.
struct SecretPiece {
  enum class Kind : std::uint8_t { text, file };
  Kind kind = Kind::text;
  std::string text;  ///< of a file: its path
};

/// A Secret whose `${file:…}` are read whenever it is revealed, so that a token may be replaced
/// while the gateway runs. As little shown as a Secret.
class LiveSecret {
 public:
  LiveSecret() = default;
  explicit LiveSecret(std::vector<SecretPiece> pieces) : pieces_(std::move(pieces)) {}
  explicit LiveSecret(std::string text) : pieces_{{SecretPiece::Kind::text, std::move(text)}} {}

  /// Reads small local files, and so blocks as long as that takes. The error names the file and
  /// never shows what is in it.
  [[nodiscard]] Result<std::string> reveal() const;
  [[nodiscard]] bool empty() const noexcept;
  /// As the file has it, for a comparison with another one.
  [[nodiscard]] const std::vector<SecretPiece>& pieces() const noexcept { return pieces_; }

 private:
  std::vector<SecretPiece> pieces_;
};

}  // namespace sluice::config
