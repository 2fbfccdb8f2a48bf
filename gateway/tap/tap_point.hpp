#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/core/event.hpp"
#include "gateway/core/ids.hpp"
#include "gateway/core/return_event.hpp"
#include "gateway/core/time.hpp"
#include "gateway/tap/tap_budget.hpp"
#include "gateway/tap/tap_filter.hpp"
#include "gateway/tap/tap_item.hpp"

namespace sluice::tap {

/// Names a tap in the process. Never used again.
enum class TapId : std::uint64_t {};

/// What one tap took on one shard since the last time.
struct TapCatch {
  std::vector<std::string> items{};  ///< each one line of JSON
  std::uint64_t passed_over = 0;     ///< that the filter took, and the budget had no room for
};

/// A record that an outbox is offered, beside its event.
struct OfferedRecord {
  SinkId sink{};
  std::string_view topic{};
  std::string_view key{};
  std::string_view payload{};
};

/// A message of the way back and one return.
struct ReturnedMessage {
  SourceId source{};
  std::string_view back{};  ///< the return's name
  WallTime time{};
  std::string_view topic{};
  std::string_view key{};
  ConnectionId connection{};  ///< 0 where none was found
  std::string_view channel{};
  std::string_view event{};
  std::string_view data{};
  std::optional<ReturnLoss> loss{};  ///< empty: it was handed over to its connection
  std::string_view detail{};
};

/// The taps of one shard, on its thread. Without one, who tells it of what passes has to ask only
/// is_open(). With one, it copies what the tap's filter takes, as much as the budget of a second
/// allows; beyond that it counts. What nobody takes is bounded by that budget too, as only take()
/// begins a new second.
class TapPoint {
 public:
  TapPoint() = default;
  TapPoint(const TapPoint&) = delete;
  TapPoint& operator=(const TapPoint&) = delete;

  [[nodiscard]] bool is_open() const noexcept { return !taps_.empty(); }

  void add(TapId id, TapFilter filter);
  void remove(TapId id);
  /// What the tap has; begins its next second when the last is over. Nothing of one that is gone.
  [[nodiscard]] TapCatch take(TapId id, Time now);

  // Names of what passes by number only. They are kept for good.
  void name(SinkId id, const std::string& name) { sinks_[id] = name; }
  void name(SourceId id, const std::string& name) { sources_[id] = name; }
  void name(ConnectionId id, const std::string& name) { connections_[id] = name; }

  void on_event(const Event& event) {
    if (counts_only(TapKind::event)) return;
    begin(event);
    if (taken_ != 0) show(event);
  }

  // Of the records of one event.

  /// Before the first, where on_event() was not told of the event.
  void begin(const Event& event) noexcept;
  /// Before each: whether on_record() has to be told.
  [[nodiscard]] bool wants_record() noexcept {
    return !counts_only(TapKind::record) && taken_ != 0;
  }
  void on_record(const Event& event, const OfferedRecord& record);

  void on_message(const ReturnedMessage& message);

 private:
  /// Whether there is nothing left to do but to count what passes: the cheap way, for a flood.
  [[nodiscard]] bool counts_only(TapKind kind) noexcept {
    if (is_spent_) ++passed_over_[static_cast<std::size_t>(kind)];
    return is_spent_;
  }
  void share_out() noexcept;
  void after_change() noexcept;
  void show(const Event& event);
  struct Tap {
    TapId id;
    TapFilter filter;
    TapBudget budget{};
    TapCatch caught{};
  };

  template <class Id>
  using Named = std::unordered_map<Id, std::string>;
  template <class Id>
  [[nodiscard]] static std::string_view find(const Named<Id>& names, Id id);
  template <class Make>
  void catch_one(Tap& tap, Make make);

  std::vector<Tap> taps_;
  /// Whether every tap takes everything of its kinds, and none has room in its second.
  bool is_spent_ = false;
  std::array<std::uint64_t, enum_count<TapKind>> passed_over_{};  ///< while it is so
  std::uint32_t taken_ = 0;  ///< a bit for each tap: whether its filter takes the event's names
  Named<SinkId> sinks_;
  Named<SourceId> sources_;
  Named<ConnectionId> connections_;
};

}  // namespace sluice::tap
