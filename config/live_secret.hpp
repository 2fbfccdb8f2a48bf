#pragma once

#include <cstdint>
#include <map>
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

/// The files of LiveSecrets as they were when last found good. On one thread.
class LastValues {
 public:
  /// Reads the file. If that cannot be read now, or is empty, or not UTF-8: what it was before, or
  /// why it is nothing.
  [[nodiscard]] Result<std::string> read(const std::string& path);

 private:
  std::map<std::string, std::string> good_;  ///< by path
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
  [[nodiscard]] Result<std::string> reveal(LastValues& files) const;
  [[nodiscard]] bool empty() const noexcept;
  /// The unresolved parts, for a comparison with another value.
  [[nodiscard]] const std::vector<SecretPiece>& pieces() const noexcept { return pieces_; }

 private:
  std::vector<SecretPiece> pieces_;
};

}  // namespace sluice::config
