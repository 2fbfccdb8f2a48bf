#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "gateway/app/broker_status.hpp"
#include "gateway/app/status.hpp"
#include "gateway/core/loop.hpp"

namespace sluice::app {

/// What one shard has: its connections and sources, and its instance of each sink.
struct ShardStatus {
  std::vector<ConnectionStatus> connections{};
  std::vector<SinkStatus> sinks{};
  std::vector<SourceStatus> sources{};
};

/// What all shards have; each sink once. A shard that does not answer in time is missing.
struct GatheredStatus {
  ShardStatus all;
  std::vector<std::size_t> silent_shards;
};

/// Asks every shard for its part of the status page and waits for none: the page is made when all
/// have answered, or when the patience is over. Requests that come meanwhile get the same page.
///
/// Lives on the main loop's thread.
class StatusGathering {
 public:
  using Part = ShardStatus;
  /// Has a shard make its part, and calls `answer` on the main loop's thread.
  using Ask = std::function<void(std::size_t shard, std::function<void(Part)> answer)>;
  using Done = std::function<void(const GatheredStatus&)>;

  StatusGathering(Loop& main, std::size_t shards, Ask ask);
  StatusGathering(const StatusGathering&) = delete;
  StatusGathering& operator=(const StatusGathering&) = delete;

  /// Calls `done` once, from a later turn of the loop.
  void gather(Done done);

 private:
  void begin();
  void on_answer(std::uint64_t round, std::size_t shard, Part part);
  void finish();

  Loop& main_;
  Ask ask_;
  std::vector<std::optional<Part>> parts_;  ///< of this round, by shard
  std::size_t missing_ = 0;
  std::uint64_t round_ = 0;
  std::vector<Done> waiting_;
  Loop::Handle timer_;
};

}  // namespace sluice::app
