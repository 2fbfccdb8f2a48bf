#pragma once

#include <sodium.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/channels/wire/secretbox.hpp"

namespace sluice::channels {

/// A key that is told from others by its letter.
inline SecretKey key_of(char letter) {
  SecretKey key;
  key.fill(static_cast<unsigned char>(letter));
  return key;
}

inline std::string base64(const std::vector<unsigned char>& bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // its terminator
  return text;
}

/// What a publisher who has the key makes of the text: the `data` token of an event.
inline std::string sealed(std::string_view plaintext, const SecretKey& key) {
  const std::vector<unsigned char> nonce(crypto_secretbox_NONCEBYTES, 'n');
  std::vector<unsigned char> box(crypto_secretbox_MACBYTES + plaintext.size());
  crypto_secretbox_easy(box.data(), reinterpret_cast<const unsigned char*>(plaintext.data()),
                        plaintext.size(), nonce.data(), key.data());
  const nlohmann::json data{{"nonce", base64(nonce)}, {"ciphertext", base64(box)}};
  return nlohmann::json(data.dump()).dump();
}

}  // namespace sluice::channels
