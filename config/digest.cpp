#include "config/digest.hpp"

#include <sodium.h>

#include <tuple>

namespace sluice::config {

Digest digest_of(std::string_view text) {
  static_assert(std::tuple_size_v<Digest> >= crypto_generichash_BYTES_MIN);
  Digest digest;
  crypto_generichash(digest.data(), digest.size(),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr, 0);
  return digest;
}

}  // namespace sluice::config
