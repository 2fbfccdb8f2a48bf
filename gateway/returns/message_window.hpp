#pragma once

#include <cstddef>

namespace sluice::returns {

struct WindowSettings {
  std::size_t max_messages{};
  std::size_t max_bytes{};
};

/// How much of a source is under way: says when to ask it for no more, and when for more again.
class MessageWindow {
 public:
  explicit MessageWindow(const WindowSettings& settings) noexcept : settings_(settings) {}

  void add(std::size_t bytes) noexcept {
    ++messages_;
    bytes_ += bytes;
  }
  void remove(std::size_t bytes) noexcept {
    --messages_;
    bytes_ -= bytes;
  }

  [[nodiscard]] bool full() const noexcept {
    return messages_ >= settings_.max_messages || bytes_ >= settings_.max_bytes;
  }
  /// Low enough to go on: a source that stopped for every message would do nothing else.
  [[nodiscard]] bool half_empty() const noexcept {
    return messages_ <= settings_.max_messages / 2 && bytes_ <= settings_.max_bytes / 2;
  }
  [[nodiscard]] std::size_t messages() const noexcept { return messages_; }

 private:
  WindowSettings settings_;
  std::size_t messages_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace sluice::returns
