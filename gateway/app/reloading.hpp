#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/reader.hpp"
#include "gateway/app/plan/plan.hpp"
#include "gateway/app/plan/succession.hpp"
#include "gateway/app/probe_register.hpp"
#include "gateway/app/reload_answer.hpp"
#include "gateway/app/reload_step.hpp"
#include "gateway/telemetry/log.hpp"

namespace sluice::app {

/// Reads the configuration again when asked to, and has every shard follow it, or none. One at a
/// time: requests that come while the shards follow are answered together by one more reading.
/// Lives on the main thread.
///
/// A plan ends when all shards have taken the last step to a later one. The first stays: what no
/// reload can change was made of it.
class Reloading {
 public:
  using Read = std::function<config::Loaded()>;
  /// Has every shard take a step. Calls `taken` for each on the main thread, from a later turn.
  using Take = std::function<void(ReloadStep step, const Succession& next, const Taken& taken)>;
  using Done = std::function<void(const ReloadAnswer&)>;

  /// `first` is the plan of all shards; everything outlives this.
  Reloading(const Plan& first, std::size_t shards, Read read, Take take, ProbeRegister& probes,
            const telemetry::Log& log);
  Reloading(const Reloading&) = delete;
  Reloading& operator=(const Reloading&) = delete;

  /// Calls `done` once, possibly at once; not at all while a shard hangs.
  void ask(Done done);

  /// The plan that the shards follow.
  [[nodiscard]] const Plan& running() const noexcept { return current_ ? *current_ : first_; }

 private:
  /// What the shards are on their way to.
  struct Next {
    std::unique_ptr<const Plan> plan;
    Succession succession;
    std::vector<std::string> changes;  ///< that it brings
    Problems problems;                 ///< that shards have with it
    std::size_t behind{};              ///< shards that have not taken the step
  };

  void begin();
  void take(ReloadStep step);
  void on_taken(ReloadStep step, Problems problems);
  void finish(const ReloadAnswer& answer);
  void report(const ReloadAnswer& answer) const;

  const Plan& first_;
  std::size_t shards_;
  Read read_;
  Take take_;
  ProbeRegister& probes_;
  const telemetry::Log& log_;
  std::unique_ptr<const Plan> current_;  ///< none: all shards follow the first
  std::set<std::string> unsettled_;      ///< connections that may not run as that plan says
  std::optional<Next> next_;
  std::vector<Done> asked_;
  std::vector<Done> queued_;
};

}  // namespace sluice::app
