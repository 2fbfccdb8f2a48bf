#include "gateway/app/review.hpp"

#include <fmt/format.h>

#include <utility>

#include "gateway/app/cycles.hpp"
#include "gateway/app/relay_settings.hpp"
#include "gateway/app/return_settings.hpp"
#include "gateway/relay/returns.hpp"

namespace sluice::app {
namespace {

void add(std::string_view list, std::vector<relay::RuleProblem> problems,
         std::vector<config::Remark>& faults) {
  for (auto& problem : problems) {
    faults.push_back({list, problem.rule, problem.field, std::move(problem.message)});
  }
}

config::Remark warning(const Cycle& cycle, const config::Return& back) {
  const bool skips = back.own_records == config::OwnRecords::skip;
  return {"returns", cycle.back, "",
          fmt::format("may read what routes[{}] writes; {}", cycle.route,
                      skips ? "records of this gateway's own are skipped"
                            : "with own_records: send, events may go round for ever")};
}

}  // namespace

std::vector<config::Remark> find_faults(const config::Gateway& config) {
  std::vector<config::Remark> faults;
  // The relay does not ask whether there is such a sink, and the file may name none.
  std::vector<relay::RouteRule> routes;
  for (const auto& route : config.routes) routes.push_back(route_rule(route, 0));
  add("routes", relay::find_problems(routes), faults);
  add("returns", relay::find_problems(return_rules(config), wanted_channels(config)), faults);
  return faults;
}

std::vector<config::Remark> find_warnings(const config::Gateway& config) {
  std::vector<config::Remark> warnings;
  for (const auto& cycle : find_cycles(config, may_read)) {
    warnings.push_back(warning(cycle, config.returns[cycle.back]));
  }
  return warnings;
}

}  // namespace sluice::app
