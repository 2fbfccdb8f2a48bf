#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// How the messages of encrypted channels are sealed: NaCl's secretbox (XSalsa20 and Poly1305). The
// key never leaves those who publish and those who may read; the server sees nothing of it.
namespace sluice::channels {

/// The key of one encrypted channel, or the app's master key that all of those are made of.
using SecretKey = std::array<unsigned char, 32>;

/// From base64 of the standard alphabet, padded, as endpoints write it. Empty when the text is
/// anything but 32 bytes in this form.
[[nodiscard]] std::optional<SecretKey> read_secret_key(std::string_view base64);

/// The channel's key: SHA-256 of its name and the master key, as the official server libraries do.
[[nodiscard]] SecretKey derive_shared_secret(std::string_view channel,
                                             std::span<const unsigned char> master_key);

/// A sealed message.
struct SecretBox {
  std::array<unsigned char, 24> nonce{};
  std::string ciphertext;  ///< at least its tag, which comes first
};

/// From base64 as above. False when the nonce has not exactly its 24 bytes or the ciphertext is
/// shorter than a tag. Keeps the memory of `out`.
[[nodiscard]] bool read_secretbox(std::string_view nonce, std::string_view ciphertext,
                                  SecretBox& out);

/// False when the key is another one, or a bit of the box was changed. Keeps the memory of
/// `plaintext`, which may be any bytes, and empty.
[[nodiscard]] bool open_secretbox(const SecretBox& box, const SecretKey& key,
                                  std::string& plaintext);

}  // namespace sluice::channels
