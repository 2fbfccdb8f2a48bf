#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string_view>

#include "gateway/channels/wire/envelope.hpp"

namespace sluice::channels {

/// A frame in memory of its own with exactly the promised bytes behind it, so that the address
/// sanitizer sees one read too far. The bytes look like more of the message, as those of a reused
/// buffer do.
class PaddedFrame {
 public:
  explicit PaddedFrame(std::string_view text)
      : bytes_(std::make_unique<char[]>(text.size() + EnvelopeParser::padding)),
        size_(text.size()) {
    std::ranges::copy(text, bytes_.get());
    std::fill_n(bytes_.get() + size_, EnvelopeParser::padding, '}');
  }

  [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_;
};

}  // namespace sluice::channels
