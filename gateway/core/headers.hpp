#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <string_view>

namespace sluice {

struct Header {
  std::string_view name;
  std::string_view value;
};

/// The headers of a record, read from their text. Each header is the length of its name, the length
/// of its value (four bytes each), the name and the value. Borrows the text, which the gateway
/// itself wrote (text::Writer::add_header); it needs no alignment.
class Headers {
 public:
  /// The bytes of a header besides its name and value.
  static constexpr std::size_t overhead = 2 * sizeof(std::uint32_t);

  class Iterator {
   public:
    using value_type = Header;
    using difference_type = std::ptrdiff_t;

    Iterator() = default;
    explicit Iterator(const char* at) noexcept : at_(at) {}
    [[nodiscard]] Header operator*() const noexcept {
      const char* const name = at_ + overhead;
      return {{name, length(0)}, {name + length(0), length(1)}};
    }
    Iterator& operator++() noexcept {
      at_ += overhead + length(0) + length(1);
      return *this;
    }
    Iterator operator++(int) noexcept {
      const Iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    [[nodiscard]] std::uint32_t length(std::size_t which) const noexcept {
      std::uint32_t bytes = 0;
      std::memcpy(&bytes, at_ + which * sizeof(bytes), sizeof(bytes));
      return bytes;
    }
    const char* at_ = nullptr;
  };

  constexpr Headers() = default;
  constexpr explicit Headers(std::string_view text) noexcept : text_(text) {}

  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }
  [[nodiscard]] Iterator begin() const noexcept { return Iterator{text_.data()}; }
  [[nodiscard]] Iterator end() const noexcept { return Iterator{text_.data() + text_.size()}; }
  /// Counts the headers, in linear time.
  [[nodiscard]] std::size_t size() const noexcept {
    return static_cast<std::size_t>(std::distance(begin(), end()));
  }

 private:
  std::string_view text_;
};
static_assert(std::endian::native == std::endian::little, "numbers are written as they lie");
static_assert(std::forward_iterator<Headers::Iterator>);

}  // namespace sluice
