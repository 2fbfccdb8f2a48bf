#pragma once

#include <cstddef>
#include <deque>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/core/inbox.hpp"

namespace sluice::test {

/// What an inbox has on disk, in memory: it outlives the source that writes to it.
struct InboxContent {
  std::size_t room = std::numeric_limits<std::size_t>::max();  ///< messages at most

  [[nodiscard]] std::size_t held() const {
    const std::lock_guard lock(mutex);
    return payloads.size();
  }

  mutable std::mutex mutex;  ///< over all below
  std::map<Inbox::Number, std::pair<std::string, WallTime>> payloads;
  Inbox::Number last = 0;
  std::size_t refused = 0;
};

/// An inbox without a disk. It keeps topic `cmd/a`, payloads and times.
class MemoryInbox final : public Inbox {
 public:
  explicit MemoryInbox(InboxContent& content) : content_(content) {
    for (const auto& [number, kept] : content_.payloads) waiting_.push_back(number);
  }

  Kept keep(const Message& message) noexcept override {
    const std::lock_guard lock(content_.mutex);
    if (content_.payloads.size() >= content_.room) {
      ++content_.refused;
      return {.answer = Answer::full, .number = 0};
    }
    content_.payloads[++content_.last] = {std::string{message.payload}, message.published_at};
    return {.answer = Answer::kept, .number = content_.last};
  }
  void take_back(Number number) noexcept override { settle(number); }
  std::optional<Recovered> next_recovered() noexcept override {
    if (waiting_.empty()) return {};
    const Number number = waiting_.front();
    waiting_.pop_front();
    const std::lock_guard lock(content_.mutex);
    const auto& [payload, at] = content_.payloads.at(number);
    return Recovered{.message = {.topic = "cmd/a",
                                 .key = {},
                                 .payload = payload,
                                 .headers = {},
                                 .published_at = at},
                     .number = number};
  }
  [[nodiscard]] bool has_recovered() const noexcept override { return !waiting_.empty(); }
  void settle(Number number) noexcept override {
    const std::lock_guard lock(content_.mutex);
    content_.payloads.erase(number);
  }
  [[nodiscard]] bool has_room() const noexcept override {
    return content_.held() <= content_.room / 2;
  }

 private:
  InboxContent& content_;
  std::deque<Number> waiting_;
};

}  // namespace sluice::test
