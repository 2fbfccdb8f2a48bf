#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/reader.hpp"
#include "gateway/app/plan/plan.hpp"

namespace sluice::app {

/// A difference between the configuration that runs and another one.
struct PlannedChange {
  std::string line;  ///< for people; shows no value
  bool live = true;  ///< it alone would be applied by a reload
};

/// What a reload with a configuration would do.
struct PlanAnswer {
  std::vector<PlannedChange> changes{};
  std::vector<std::string> uses{};           ///< lines: unchanged parts that use a changed one
  std::vector<std::string> needs_restart{};  ///< why a reload is refused as a whole
  std::vector<config::Problem> problems{};   ///< of a configuration that is not good; nothing else
};

/// Nothing is done. `running` is what runs.
[[nodiscard]] PlanAnswer plan_answer(config::Loaded loaded, const Plan& running);

/// `result` in it is `same`, `live`, `restart` or `invalid`.
[[nodiscard]] std::string json_of(const PlanAnswer& answer);
/// Of such JSON. Throws std::runtime_error for anything else.
[[nodiscard]] PlanAnswer read_plan_answer(std::string_view json);

}  // namespace sluice::app
