#pragma once

#include <openssl/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace sluice::config {

struct KeyFree {
  void operator()(EVP_PKEY* key) const noexcept;
};
using KeyHandle = std::unique_ptr<EVP_PKEY, KeyFree>;

/// What a text in PEM form contains, as far as it decides whether the text is of use.
struct PemContent {
  enum class PrivateKey : std::uint8_t {
    none,
    usable,
    locked,  ///< needs a password
    broken,
  };

  std::size_t certificates = 0;  ///< that can be read
  bool has_broken_certificate = false;
  std::chrono::sys_seconds first_expiry{};  ///< of its certificates
  std::chrono::sys_seconds last_expiry{};
  PrivateKey private_key = PrivateKey::none;
  KeyHandle certified;  ///< the public key in the first certificate
  KeyHandle own;        ///< of a usable private key
};

/// Whether a block begins whose label ends with `label`, as CERTIFICATE or PRIVATE KEY. Pure.
[[nodiscard]] bool has_pem_block(std::string_view text, std::string_view label);

/// Pure.
[[nodiscard]] PemContent read_pem(std::string_view text);

/// Whether the first certificate of one is for the usable private key of the other.
[[nodiscard]] bool belong_together(const PemContent& certificate, const PemContent& key);

}  // namespace sluice::config
