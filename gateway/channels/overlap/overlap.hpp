#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <unordered_map>

#include "gateway/channels/overlap/event_print.hpp"
#include "gateway/channels/overlap/held_event.hpp"
#include "gateway/channels/wire/action.hpp"

namespace sluice::channels {

/// For a while two sockets bring the events of the same channels: an old one, whose events are
/// relayed until the cut, and a new one, whose events are relayed from then on. Finds the events
/// that both bring, occurrence by occurrence, so that each is relayed once: before the cut in the
/// old socket's order, after it in the new one's.
///
/// What only the new socket brought before the cut is held and relayed right behind it. What the
/// old one brought is remembered until the new one must have brought it, too.
class Overlap {
 public:
  /// `same_app`: both sockets belong to one app of one server, so that what the new one is given
  /// because it subscribes was given to the old one before.
  explicit Overlap(bool same_app) noexcept : same_app_(same_app) {}

  /// The old socket brought this. True: it is to be relayed.
  [[nodiscard]] bool on_old(const Event& event);
  /// The new socket brought this. True: it is to be relayed. `carried`: the old socket is
  /// subscribed to the channel.
  [[nodiscard]] bool on_new(const Deliver& delivered, bool carried);

  /// The cut. Returns what is to be relayed before anything that follows.
  [[nodiscard]] std::list<HeldEvent> cut();

  /// Forgets what the old socket brought before the last call of this. The new socket has brought
  /// that, or never will.
  void forget_older() noexcept;

  [[nodiscard]] bool is_cut() const noexcept { return is_cut_; }
  /// So much is held that the cut must come now.
  [[nodiscard]] bool is_full() const noexcept { return held_bytes_ >= max_held_bytes; }
  /// After the cut: no event of the new socket can have been relayed.
  [[nodiscard]] bool is_over() const noexcept {
    return is_cut_ && older_.empty() && newer_.empty();
  }
  /// Events that both sockets brought.
  [[nodiscard]] std::uint64_t twins() const noexcept { return twins_; }

  static constexpr std::size_t max_held_bytes = 64 * 1024 * 1024;
  /// Beyond so many relayed events the oldest are forgotten: their twins would be relayed again.
  static constexpr std::size_t max_remembered = 500'000;

 private:
  using Held = std::list<HeldEvent>;
  template <class Value>
  using ByPrint = std::unordered_map<EventPrint, Value, EventPrint::Hash>;
  using Counts = ByPrint<std::uint32_t>;

  [[nodiscard]] bool is_given_again(const Event& event, bool carried) const noexcept;
  [[nodiscard]] bool take_held(const EventPrint& print);
  [[nodiscard]] static bool take(const EventPrint& print, Counts& counts);

  bool same_app_;
  bool is_cut_ = false;
  Held held_;  ///< oldest first
  ByPrint<std::deque<Held::iterator>> held_by_print_;
  std::size_t held_bytes_ = 0;
  Counts older_;  ///< relayed from the old socket, before the last forget_older()
  Counts newer_;  ///< the same, after it
  std::uint64_t twins_ = 0;
};

}  // namespace sluice::channels
