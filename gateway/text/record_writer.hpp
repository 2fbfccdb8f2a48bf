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

/// Appends to memory whose size was computed beforehand, so that a record is rendered at its final
/// place. The memory is borrowed from the outbox. A lack of room means that a bound was computed
/// wrong; the writer then ends the process, so that no neighbouring record is damaged.
class Writer {
 public:
  explicit Writer(std::span<char> room) noexcept
      : begin_(room.data()), at_(begin_), end_(begin_ + room.size()) {}

  /// Returns a view of the copied text.
  std::string_view append(std::string_view text) noexcept {
    char* const to = reserve(text.size());
    if (!text.empty()) std::memcpy(to, text.data(), text.size());
    at_ = to + text.size();
    return {to, text.size()};
  }

  /// Appends a header in the form that Headers reads. The two functions append its name and its
  /// value; the header takes Headers::overhead more bytes than these.
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

  /// Provides `bytes` of room for the caller to fill; they count after advance_to() with the new
  /// end.
  [[nodiscard]] char* reserve(std::size_t bytes) noexcept {
    SLUICE_ASSERT(bytes <= static_cast<std::size_t>(end_ - at_), "a record outgrew its bound");
    return at_;
  }
  void advance_to(char* end) noexcept { at_ = end; }

  /// Removes all but the first `size` bytes.
  void rewind(std::size_t size) noexcept { at_ = begin_ + size; }

  [[nodiscard]] std::size_t size() const noexcept { return static_cast<std::size_t>(at_ - begin_); }
  [[nodiscard]] std::string_view written() const noexcept { return {begin_, size()}; }

 private:
  char* begin_;
  char* at_;
  char* end_;
};

}  // namespace sluice::text
