#pragma once

#include <cstdint>

#include "gateway/core/time.hpp"

namespace sluice::channels {

struct TakeoverTimes {
  /// The nodes of a server may bring one event at times that differ by as much.
  Duration skew{2'000};
  /// The wait for a pong, while the shell reads.
  Duration pong{10'000};
  /// The wait for the new connection to carry all that the old one carries.
  Duration patience{30'000};
};

/// Decides when a new connection takes over from an old one. The cut comes when the new one has
/// carried every channel of the old one for the skew, and the old one has then answered a ping: it
/// has brought all that its server wrote before. It comes at once when the old one is lost: there
/// is nothing to keep. Until the new one has answered its own pings, events of the overlap are
/// remembered.
class TakeoverPace {
 public:
  enum class Step : std::uint8_t {
    wait,          ///< and ask again soon
    mark_old,      ///< ping over the old connection
    mark_new,      ///< ping over the new one
    forget_older,  ///< see Overlap
    cut,
    keep_old,  ///< the new connection has to go: it cannot carry what the old one carries
  };

  /// What the shell sees.
  struct View {
    bool old_connected{};
    bool covers{};      ///< the new connection carries all that the old one does
    bool is_refused{};  ///< the server refuses the new one as it is configured
    bool is_full{};     ///< no more events can be held
    bool is_reading{};  ///< the relay wants events
    bool old_passed{};  ///< all before the last mark of the old connection was read
    bool new_passed{};  ///< the same of the new one
  };

  TakeoverPace(Time now, const TakeoverTimes& times) noexcept;

  /// To be called until it says wait.
  [[nodiscard]] Step next(Time now, const View& view) noexcept;
  /// The cut was made, for whatever reason.
  void on_cut() noexcept { is_cut_ = true; }

 private:
  [[nodiscard]] Step next_of_new(const View& view) noexcept;
  [[nodiscard]] Step next_of_old(Time now, const View& view) noexcept;

  TakeoverTimes times_;
  Time begin_;
  Time last_;
  // Times of reading since the begin: what waits unread is not late.
  Time::duration read_{};
  Time::duration mark_new_at_;
  Time::duration new_marked_at_{};
  Time::duration covered_since_{};
  Time::duration old_marked_at_{};
  bool new_marked_ = false;
  bool covered_ = false;
  bool old_marked_ = false;
  bool is_cut_ = false;
};

}  // namespace sluice::channels
