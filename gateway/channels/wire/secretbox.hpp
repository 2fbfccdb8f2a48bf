#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// The encryption of messages on encrypted channels: NaCl's secretbox (XSalsa20 and Poly1305). Only
// publishers and authorised readers have the key; the server never sees it.
namespace sluice::channels {

/// The key of one encrypted channel, or the app's master key, from which the channel keys are
/// derived.
using SecretKey = std::array<unsigned char, 32>;

/// Decodes padded base64 of the standard alphabet, the form that endpoints use. Empty when the text
/// is not 32 bytes in this form.
[[nodiscard]] std::optional<SecretKey> read_secret_key(std::string_view base64);

/// The channel's key: SHA-256 of its name and the master key, as in the official server libraries.
[[nodiscard]] SecretKey derive_shared_secret(std::string_view channel,
                                             std::span<const unsigned char> master_key);

/// A sealed message.
struct SecretBox {
  std::array<unsigned char, 24> nonce{};
  std::string ciphertext;  ///< at least the tag, which comes first
};

/// Decodes base64 as above. False when the nonce is not exactly 24 bytes or the ciphertext is
/// shorter than a tag. Reuses the memory of `out`.
[[nodiscard]] bool read_secretbox(std::string_view nonce, std::string_view ciphertext,
                                  SecretBox& out);

/// False when the key is a different one, or when a bit of the box was changed. Reuses the memory
/// of `plaintext`. The plaintext may be any bytes, and may be empty.
[[nodiscard]] bool open_secretbox(const SecretBox& box, const SecretKey& key,
                                  std::string& plaintext);

}  // namespace sluice::channels
