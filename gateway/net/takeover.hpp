#pragma once

#include <functional>
#include <optional>
#include <string>

#include "gateway/channels/overlap/overlap.hpp"
#include "gateway/channels/overlap/takeover_pace.hpp"
#include "gateway/channels/session/marks.hpp"
#include "gateway/core/loop.hpp"
#include "gateway/net/connection.hpp"
#include "gateway/net/shard.hpp"

namespace sluice::net {

/// Lets a new connection take over from an old one without a gap, and with each event once. Carries
/// out what channels::TakeoverPace and channels::Overlap decide. Lives on their shard's thread.
class Takeover {
 public:
  /// Called from a turn of their own, or from cut(). They may stop a connection, and must not end
  /// this before they return.
  struct Ends {
    /// The new connection relays from now on: the old one has to go.
    std::function<void()> cut;
    /// The new connection has to go: this is what it lacks. Called once, and then nothing more.
    std::function<void(const std::string& lack)> kept;
    /// After the cut: nothing of the overlap is left. Called once, and then nothing more.
    std::function<void()> over;
  };

  /// Both connections run; `next` has just started. `old` outlives the cut, `next` outlives this.
  Takeover(Shard& shard, Connection& old, Connection& next, Ends ends,
           const channels::TakeoverTimes& times = {});
  ~Takeover();
  Takeover(const Takeover&) = delete;
  Takeover& operator=(const Takeover&) = delete;

  /// Cuts now. Once.
  void cut();
  [[nodiscard]] bool is_cut() const noexcept { return overlap_.is_cut(); }
  /// Events that both connections brought and that were relayed once.
  [[nodiscard]] std::uint64_t twins() const noexcept { return overlap_.twins(); }

 private:
  void advance();
  [[nodiscard]] channels::TakeoverPace::View look() const;
  [[nodiscard]] bool passed(const Connection& connection,
                            const std::optional<channels::Mark>& mark) const;

  Shard& shard_;
  Connection* old_;  ///< null after the cut
  Connection& next_;
  Ends ends_;
  channels::Overlap overlap_;
  channels::TakeoverPace pace_;
  std::optional<channels::Mark> old_mark_;
  std::optional<channels::Mark> next_mark_;
  Loop::Handle timer_;
};

}  // namespace sluice::net
