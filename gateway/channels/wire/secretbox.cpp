#include "gateway/channels/wire/secretbox.hpp"

#include <sodium.h>

namespace sluice::channels {
namespace {

constexpr std::size_t tag_size = crypto_secretbox_MACBYTES;
static_assert(sizeof(SecretKey) == crypto_secretbox_KEYBYTES);
static_assert(sizeof(SecretKey) == crypto_hash_sha256_BYTES);
static_assert(sizeof(SecretBox::nonce) == crypto_secretbox_NONCEBYTES);

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

/// Decodes `base64` and returns the number of bytes; empty when it is not base64 or does not fit.
std::optional<std::size_t> decode(std::string_view base64, std::span<unsigned char> out) {
  std::size_t size = 0;
  const bool whole =
      sodium_base642bin(out.data(), out.size(), base64.data(), base64.size(), nullptr, &size,
                        nullptr, sodium_base64_VARIANT_ORIGINAL) == 0;
  if (!whole) return std::nullopt;
  return size;
}

}  // namespace

std::optional<SecretKey> read_secret_key(std::string_view base64) {
  SecretKey key;
  if (decode(base64, key) != key.size()) return std::nullopt;
  return key;
}

SecretKey derive_shared_secret(std::string_view channel,
                               std::span<const unsigned char> master_key) {
  crypto_hash_sha256_state state;
  SecretKey key;
  crypto_hash_sha256_init(&state);
  crypto_hash_sha256_update(&state, bytes(channel), channel.size());
  crypto_hash_sha256_update(&state, master_key.data(), master_key.size());
  crypto_hash_sha256_final(&state, key.data());
  return key;
}

bool read_secretbox(std::string_view nonce, std::string_view ciphertext, SecretBox& out) {
  if (decode(nonce, out.nonce) != out.nonce.size()) return false;
  out.ciphertext.resize(ciphertext.size() / 4 * 3);
  const auto size = decode(ciphertext, {bytes(out.ciphertext), out.ciphertext.size()});
  if (!size || *size < tag_size) return false;
  out.ciphertext.resize(*size);
  return true;
}

bool open_secretbox(const SecretBox& box, const SecretKey& key, std::string& plaintext) {
  plaintext.resize(box.ciphertext.size() - tag_size);
  return crypto_secretbox_open_easy(bytes(plaintext), bytes(box.ciphertext), box.ciphertext.size(),
                                    box.nonce.data(), key.data()) == 0;
}

}  // namespace sluice::channels
