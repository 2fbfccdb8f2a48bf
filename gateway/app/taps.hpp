#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string_view>
#include <vector>

#include "gateway/core/loop.hpp"
#include "gateway/net/admin_server.hpp"
#include "gateway/tap/tap_point.hpp"
#include "gateway/tap/tap_probe.hpp"
#include "gateway/tap/tap_reader.hpp"

namespace sluice::app {

/// The taps of the process: adds each to all shards, and takes from these, many times a second,
/// what they have for it. A shard is not asked again before it has answered, so that one that hangs
/// holds nothing up. Without a tap it does nothing.
///
/// Lives on the main loop's thread.
class Taps {
 public:
  /// Has a shard run a task with its point, on its thread.
  using OnShard = std::function<void(std::size_t shard, std::function<void(tap::TapPoint&)> task)>;

  /// `probe` outlives it.
  Taps(Loop& main, std::size_t shards, OnShard on_shard, tap::TapProbe& probe);
  Taps(const Taps&) = delete;
  Taps& operator=(const Taps&) = delete;
  ~Taps();

  /// See net::AdminHandlers::tap.
  [[nodiscard]] net::StreamAnswer open(std::string_view query, std::function<void()> more);

  /// Ends all, for good.
  void end();

 private:
  class Stream;

  void look();
  void ask(std::size_t shard);
  void on_answer(std::size_t shard, std::map<tap::TapId, tap::TapCatch> caught);
  void close(tap::TapId id);

  Loop& main_;
  OnShard on_shard_;
  tap::TapProbe& probe_;
  std::vector<bool> asked_;  ///< by shard: whether its answer is still to come
  std::map<tap::TapId, Stream*> open_;
  std::uint64_t last_ = 0;
  bool ended_ = false;
  Loop::Handle timer_;
};

}  // namespace sluice::app
