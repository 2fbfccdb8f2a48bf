#pragma once

#include <memory>
#include <string_view>

#include "gateway/channels/wire/secretbox.hpp"

namespace sluice::channels {

/// Reads the sealed message in the `data` of an event on an encrypted channel. Keeps its scratch
/// memory from event to event.
class SealedDataReader {
 public:
  SealedDataReader();
  ~SealedDataReader();
  SealedDataReader(SealedDataReader&&) noexcept;

  /// `data` is the token of an envelope, with EnvelopeParser::padding readable bytes behind it: an
  /// object with a `nonce` and a `ciphertext`, or a JSON string that holds one, as servers send it.
  /// False when it is anything else. Of duplicate keys the last one counts.
  [[nodiscard]] bool read(std::string_view data, SecretBox& out);

 private:
  struct Parsers;

  [[nodiscard]] bool read_box(std::string_view data, SecretBox& out);

  std::unique_ptr<Parsers> parsers_;
};

}  // namespace sluice::channels
