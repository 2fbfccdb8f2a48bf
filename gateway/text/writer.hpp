#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "gateway/core/error.hpp"
#include "gateway/core/headers.hpp"

namespace sluice::text {

/// Appends to memory that was measured beforehand, so that a record is rendered where it will stay.
/// The memory is borrowed from the outbox. Running out of it means that a bound was computed wrong,
/// and ends the process rather than damage a neighbouring record.
class Writer {
 public:
  explicit Writer(std::span<char> room) noexcept
      : begin_(room.data()), at_(begin_), end_(begin_ + room.size()) {}

  /// The view is of the text where it now is.
  std::string_view append(std::string_view text) noexcept {
    char* const to = reserve(text.size());
    if (!text.empty()) std::memcpy(to, text.data(), text.size());
    at_ = to + text.size();
    return {to, text.size()};
  }

  /// Appends a header as Headers reads it. Each of the two appends its part; together they have
  /// Headers::overhead bytes less than the header takes.
  template <class WriteName, class WriteValue>
  void add_header(WriteName&& write_name, WriteValue&& write_value) noexcept {
    char* const lengths = reserve(Headers::overhead);
    advance_to(lengths + Headers::overhead);
    const std::size_t name = size();
    write_name(*this);
    const std::size_t value = size();
    write_value(*this);
    const std::array<std::uint32_t, 2> bytes{static_cast<std::uint32_t>(value - name),
                                             static_cast<std::uint32_t>(size() - value)};
    static_assert(sizeof(bytes) == Headers::overhead);
    std::memcpy(lengths, bytes.data(), sizeof(bytes));
  }
  void add_header(const Header& header) noexcept {
    add_header([&](Writer& out) { out.append(header.name); },
               [&](Writer& out) { out.append(header.value); });
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
};

}  // namespace sluice::text
