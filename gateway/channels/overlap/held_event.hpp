#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "gateway/channels/wire/action.hpp"

namespace sluice::channels {

/// An event that outlives its frame. The name of its connection is still borrowed.
class HeldEvent {
 public:
  explicit HeldEvent(const Deliver& delivered) : delivered_(delivered) {
    Event& event = delivered_.event;
    text_.reserve(event.channel.size() + event.name.size() + event.data.size() +
                  event.user_id.size());
    for (auto* view : {&event.channel, &event.name, &event.data, &event.user_id}) {
      const auto start = text_.size();
      text_ += *view;  // never reallocates
      *view = std::string_view(text_).substr(start);
    }
  }
  HeldEvent(const HeldEvent&) = delete;
  HeldEvent& operator=(const HeldEvent&) = delete;

  /// Its views are valid as long as this.
  [[nodiscard]] Deliver& delivered() noexcept { return delivered_; }
  /// The memory in use, approximately.
  [[nodiscard]] std::size_t bytes() const noexcept { return sizeof *this + text_.capacity(); }

 private:
  Deliver delivered_;
  std::string text_;
};

}  // namespace sluice::channels
