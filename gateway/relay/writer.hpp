#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>

#include "gateway/core/error.hpp"

namespace sluice::relay {

/// Appends to memory that was measured beforehand, so that a record is rendered where it will stay.
/// The memory is borrowed from the outbox. Running out of it means that a bound was computed wrong,
/// and ends the process rather than damage a neighbouring record.
class Writer {
 public:
  explicit Writer(std::span<char> room) noexcept
      : begin_(room.data()), at_(begin_), end_(begin_ + room.size()) {}

  void append(std::string_view text) noexcept {
    char* const to = reserve(text.size());
    if (!text.empty()) std::memcpy(to, text.data(), text.size());
    at_ = to + text.size();
  }

  /// `bytes` of room for the caller to fill; they count once advance_to() says how far.
  [[nodiscard]] char* reserve(std::size_t bytes) noexcept {
    SLUICE_ASSERT(bytes <= static_cast<std::size_t>(end_ - at_), "a record outgrew its bound");
    return at_;
  }
  void advance_to(char* end) noexcept { at_ = end; }

  [[nodiscard]] std::size_t size() const noexcept { return static_cast<std::size_t>(at_ - begin_); }
  [[nodiscard]] std::string_view written() const noexcept { return {begin_, size()}; }

 private:
  char* begin_;
  char* at_;
  char* end_;
};

}  // namespace sluice::relay
