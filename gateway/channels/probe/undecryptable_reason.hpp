#pragma once

#include <cstdint>
#include <string_view>

#include "gateway/core/enum.hpp"

namespace sluice::channels {

/// Why an event of an encrypted channel could not be opened.
enum class UndecryptableReason : std::uint8_t {
  malformed,        ///< not the nonce and ciphertext that it should be
  wrong_key,        ///< neither the key we have nor one that was asked for opens it
  no_key,           ///< the key we have does not open it, and another was not to be had
  queue_full,       ///< the same, and too many events waited for another key
  connection_lost,  ///< the same, and the connection was lost meanwhile
  not_text,         ///< it was opened, but what is inside is not UTF-8
};

[[nodiscard]] constexpr std::string_view to_string(UndecryptableReason reason) noexcept {
  switch (reason) {
    case UndecryptableReason::malformed:
      return "malformed";
    case UndecryptableReason::wrong_key:
      return "wrong_key";
    case UndecryptableReason::no_key:
      return "no_key";
    case UndecryptableReason::queue_full:
      return "queue_full";
    case UndecryptableReason::connection_lost:
      return "connection_lost";
    case UndecryptableReason::not_text:
      return "not_text";
  }
  return {};
}

}  // namespace sluice::channels
