#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>

#include "gateway/core/delivery.hpp"
#include "gateway/core/error.hpp"

namespace sluice::text {

/// Appends to memory that was measured beforehand, so that a record is rendered where it will stay.
/// The memory is borrowed from the outbox: room for text, and places for headers, which are views
/// of that text. Running out of either means that a bound was computed wrong, and ends the process
/// rather than damage a neighbouring record.
class Writer {
 public:
  explicit Writer(std::span<char> room, std::span<Header> headers = {}) noexcept
      : begin_(room.data()), at_(begin_), end_(begin_ + room.size()), headers_(headers) {}

  /// The view is of the text where it now is.
  std::string_view append(std::string_view text) noexcept {
    char* const to = reserve(text.size());
    if (!text.empty()) std::memcpy(to, text.data(), text.size());
    at_ = to + text.size();
    return {to, text.size()};
  }

  /// Fills the next place for a header; its views are of text that was appended here.
  void add_header(const Header& header) noexcept {
    SLUICE_ASSERT(!headers_.empty(), "a record has as many headers as it asked room for");
    headers_.front() = header;
    headers_ = headers_.subspan(1);
  }

  /// `bytes` of room for the caller to fill; they count once advance_to() says how far.
  [[nodiscard]] char* reserve(std::size_t bytes) noexcept {
    SLUICE_ASSERT(bytes <= static_cast<std::size_t>(end_ - at_), "a record outgrew its bound");
    return at_;
  }
  void advance_to(char* end) noexcept { at_ = end; }

  /// Forgets all but the first `size` bytes.
  void rewind(std::size_t size) noexcept { at_ = begin_ + size; }

  [[nodiscard]] std::size_t size() const noexcept { return static_cast<std::size_t>(at_ - begin_); }
  [[nodiscard]] std::string_view written() const noexcept { return {begin_, size()}; }

 private:
  char* begin_;
  char* at_;
  char* end_;
  std::span<Header> headers_;  ///< the places not yet filled
};

}  // namespace sluice::text
