#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace sluice::net {

/// The bytes of one stream that were read and are not parsed. They lie in a buffer that many
/// streams share in turn. Only the start of an incomplete frame moves to the stream's own buffer,
/// into which the rest is read. Each byte is thus copied only a few times, in any number of pieces.
class ReadBuffer {
 public:
  /// `shared` outlives it. Both buffers have `padding` readable bytes behind their content.
  ReadBuffer(std::vector<char>& shared, std::size_t padding) : shared_(shared), padding_(padding) {}

  /// The place for the next read; never empty. `wanted` is the expected size of the frame at the
  /// front. The peer chose it, so memory grows only with the bytes that have arrived.
  [[nodiscard]] std::span<char> room(std::size_t wanted);
  /// Takes the number of bytes read there. Returns all unread bytes; the caller removes the ones
  /// that it parses from the front.
  [[nodiscard]] std::string_view& add(std::size_t size);
  /// Keeps the unread bytes before other streams use the shared buffer. Free of cost when there are
  /// none.
  void keep();

  /// The capacity of its own buffer.
  [[nodiscard]] std::size_t capacity() const noexcept { return own_.capacity(); }

 private:
  void grow(std::size_t size);

  std::vector<char>& shared_;
  std::size_t padding_;
  std::vector<char> own_;
  std::size_t held_ = 0;  ///< bytes at the front of own_
  std::string_view unread_;
};

}  // namespace sluice::net
