#include "gateway/net/read_buffer.hpp"

#include <algorithm>
#include <cstring>

namespace sluice::net {

namespace {
/// Room beyond the end of a frame, so that the same read takes the following bytes too.
constexpr std::size_t beyond = 4 * 1024;
/// Room for the next piece after the first piece of a large frame.
constexpr std::size_t at_first = 64 * 1024;
/// With less free room the buffer grows before the next read.
constexpr std::size_t at_least = 16 * 1024;
/// A larger own buffer is freed when it is empty.
constexpr std::size_t to_keep = 4 * 1024;
}  // namespace

std::span<char> ReadBuffer::room(std::size_t wanted) {
  if (held_ == 0) return std::span(shared_).first(shared_.size() - padding_);
  const std::size_t whole = std::max(wanted, held_) + beyond;
  const std::size_t free = own_.size() - padding_ - held_;
  // Grows by doubling: growing for each piece would copy all held bytes each time.
  if (free < std::min(at_least, whole - held_)) grow(std::min(whole, 2 * held_ + at_first));
  return std::span(own_).first(own_.size() - padding_).subspan(held_);
}

std::string_view& ReadBuffer::add(std::size_t size) {
  if (held_ > 0) held_ += size;
  unread_ =
      held_ > 0 ? std::string_view(own_.data(), held_) : std::string_view(shared_.data(), size);
  return unread_;
}

void ReadBuffer::keep() {
  if (held_ == 0) {
    if (unread_.empty()) return;
    grow(unread_.size());
    std::memcpy(own_.data(), unread_.data(), unread_.size());
  } else if (!unread_.empty() && unread_.size() != held_) {
    std::memmove(own_.data(), unread_.data(), unread_.size());
  }
  held_ = unread_.size();
  unread_ = {};
  if (held_ == 0 && own_.capacity() > to_keep) own_ = std::vector<char>();  // `{}` would keep it
}

/// Grows to exactly this size: a vector's own growth would waste memory for each large message.
void ReadBuffer::grow(std::size_t size) {
  if (own_.size() >= size + padding_) return;
  own_.reserve(size + padding_);
  own_.resize(size + padding_);
}

}  // namespace sluice::net
