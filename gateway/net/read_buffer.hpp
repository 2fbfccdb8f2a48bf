#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace sluice::net {

/// The bytes of one stream that are read and not yet taken apart. They lie in a buffer that many
/// streams share, in turn, and only the start of a frame that is not whole is kept in one of its
/// own, into which the rest is read. So no byte is copied more often than a few times, in however
/// many pieces a message comes.
class ReadBuffer {
 public:
  /// `shared` outlives it. Both have `padding` readable bytes behind all that is in them.
  ReadBuffer(std::vector<char>& shared, std::size_t padding) : shared_(shared), padding_(padding) {}

  /// Where the next read goes; never empty. `wanted` is how many bytes the frame at the front will
  /// have in all: believed only as far as bytes have come.
  [[nodiscard]] std::span<char> room(std::size_t wanted);
  /// So many bytes were read there. All that is unread; its front is taken off by the caller.
  [[nodiscard]] std::string_view& add(std::size_t size);
  /// Keeps what is still unread, before others use the shared buffer. Free where nothing is unread.
  void keep();

  /// Of its own.
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
