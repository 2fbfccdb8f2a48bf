#pragma once

#include <cstddef>
#include <iterator>
#include <ranges>
#include <utility>

#include "gateway/app/reload_step.hpp"

namespace sluice::app {

/// The parts of one step that a shard takes at the same time. On one thread; outlives the step.
class StepParts {
 public:
  /// `taken` is called once, when all parts are taken, with the problems of all.
  void begin(Taken taken) {
    taken_ = std::move(taken);
    problems_.clear();
    open_ = 1;
  }
  /// One more part, which must call the result once.
  [[nodiscard]] Taken part() {
    ++open_;
    return [this](Problems problems) { on_taken(std::move(problems)); };
  }
  /// There are no more parts.
  void end() { on_taken({}); }

 private:
  void on_taken(Problems problems) {
    std::ranges::move(problems, std::back_inserter(problems_));
    if (--open_ == 0) std::exchange(taken_, nullptr)(std::move(problems_));
  }

  Taken taken_;
  Problems problems_;
  std::size_t open_ = 0;  ///< parts that are not taken; one more until end()
};

}  // namespace sluice::app
