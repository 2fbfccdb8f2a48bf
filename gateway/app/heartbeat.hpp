#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "gateway/core/loop.hpp"

namespace sluice::app {

/// Finds a shard whose thread does not come round any more. Asks each shard every second for a sign
/// of life and waits for none: a shard that has not answered is not asked again.
///
/// Lives on the main loop's thread.
class Heartbeat {
 public:
  /// Posts `answer` to a shard's thread, which posts it back.
  using Ask = std::function<void(std::size_t shard, Loop::Task answer)>;

  Heartbeat(Loop& main, std::size_t shards, Ask ask);
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

  void start() { beat(); }

  struct Silence {
    std::size_t shard;
    Duration time;
  };
  /// The shard with the longest silence of ten seconds or more; empty when there is none.
  [[nodiscard]] std::optional<Silence> hung() const;

 private:
  void beat();

  Loop& main_;
  Ask ask_;
  std::vector<std::optional<Time>> asked_;  ///< by shard; empty: the shard has answered
  Loop::Handle timer_;
};

}  // namespace sluice::app
