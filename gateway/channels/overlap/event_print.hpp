#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include "gateway/core/event.hpp"

namespace sluice::channels {

/// What two events have in common when they are one event that two sockets bring: kind, channel,
/// name, user and data as sent. A member's arrival may come from a message or from the difference
/// of two lists, which write its data differently: there kind, channel and member count. Of a gap,
/// the channel does.
class EventPrint {
 public:
  explicit EventPrint(const Event& event) noexcept
      : kind_(event.kind), channel_(hash(event.channel)), user_id_(hash(event.user_id)) {
    if (kind_ == EventKind::presence_joined || kind_ == EventKind::presence_left) return;
    if (kind_ == EventKind::gap) return;
    name_ = hash(event.name);
    data_ = hash(event.data);
    data_size_ = event.data.size();
  }

  bool operator==(const EventPrint&) const = default;

  struct Hash {
    std::size_t operator()(const EventPrint& print) const noexcept {
      std::size_t all = static_cast<std::size_t>(print.kind_);
      for (const auto part : {print.channel_, print.user_id_, print.name_, print.data_}) {
        all = all * 31 + part;
      }
      return all;
    }
  };

 private:
  static std::size_t hash(std::string_view text) noexcept {
    return std::hash<std::string_view>{}(text);
  }

  EventKind kind_;
  std::size_t channel_;
  std::size_t user_id_;
  std::size_t name_ = 0;
  std::size_t data_ = 0;
  std::size_t data_size_ = 0;
};

}  // namespace sluice::channels
