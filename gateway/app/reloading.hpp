#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "config/reader.hpp"
#include "gateway/app/plan/plan.hpp"
#include "gateway/app/reload_answer.hpp"
#include "gateway/app/reload_probe.hpp"
#include "gateway/telemetry/log.hpp"

namespace sluice::app {

/// Reads the configuration again when asked to, and has every shard follow it, or none. One at a
/// time: requests that come while the shards follow are answered together by one more reading.
/// Lives on the main thread.
///
/// A plan ends when all shards follow a later one. The first stays: what no reload can change was
/// made of it.
class Reloading {
 public:
  using Read = std::function<config::Loaded()>;
  /// Has a shard follow a plan that differs in its routes, and calls `followed` on the main thread,
  /// from a later turn.
  using Follow =
      std::function<void(std::size_t shard, const Plan& plan, std::function<void()> followed)>;
  using Done = std::function<void(const ReloadAnswer&)>;

  /// `first` is the plan of all shards; everything outlives this.
  Reloading(const Plan& first, std::size_t shards, Read read, Follow follow, ReloadProbe& probe,
            const telemetry::Log& log);
  Reloading(const Reloading&) = delete;
  Reloading& operator=(const Reloading&) = delete;

  /// Calls `done` once, possibly at once; not at all while a shard hangs.
  void ask(Done done);

 private:
  [[nodiscard]] const Plan& running() const noexcept { return current_ ? *current_ : first_; }
  void begin();
  void on_followed();
  void finish(const ReloadAnswer& answer);
  void report(const ReloadAnswer& answer) const;

  const Plan& first_;
  std::size_t shards_;
  Read read_;
  Follow follow_;
  ReloadProbe& probe_;
  const telemetry::Log& log_;
  std::unique_ptr<const Plan> current_;  ///< none: all shards follow the first
  std::unique_ptr<const Plan> next_;     ///< while shards are about to follow it
  std::size_t behind_ = 0;               ///< shards that do not follow `next_` yet
  std::vector<std::string> changes_;     ///< that `next_` brings
  std::vector<Done> asked_;
  std::vector<Done> queued_;
};

}  // namespace sluice::app
