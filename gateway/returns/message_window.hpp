#pragma once

#include <cstddef>

namespace sluice::returns {

struct WindowSettings {
  std::size_t max_messages{};
  std::size_t max_bytes{};
};

/// Counts the messages of a source under way: decides when to pause and when to resume the source.
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
  /// Low enough to resume. A pause for every single message would cost too much.
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
