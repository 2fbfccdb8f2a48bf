#include "gateway/app/reloading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "gateway/app/plan/difference.hpp"
#include "gateway/app/plan/live_change.hpp"

namespace sluice::app {
namespace {

/// The connections that others may take over from.
std::set<std::string> taken_over(const Succession& next) {
  std::set<std::string> names = next.replaced_connections;
  names.insert(next.retried_connections.begin(), next.retried_connections.end());
  return names;
}

}  // namespace

Reloading::Reloading(const Plan& first, std::size_t shards, Read read, Take take,
                     ProbeRegister& probes, const telemetry::Log& log)
    : first_(first),
      shards_(shards),
      read_(std::move(read)),
      take_(std::move(take)),
      probes_(probes),
      log_(log) {}

void Reloading::ask(Done done) {
  queued_.push_back(std::move(done));
  if (!next_) begin();
}

void Reloading::begin() {
  asked_ = std::exchange(queued_, {});
  auto loaded = read_();
  if (!loaded) return finish({.result = ReloadResult::invalid, .problems = loaded.error()});
  for (const auto& warning : loaded->warnings) {
    log_.warn("reload: unintended?", {{"warning", to_string(warning)}});
  }
  auto plan = std::make_unique<const Plan>(std::move(*loaded), running());
  const Difference found = difference(running(), *plan);
  auto changes = describe(found);
  const Succession to = succession(running(), *plan, found, unsettled_);
  for (const auto& name : to.retried_connections) {
    changes.push_back(
        fmt::format("connections.{}: may not run as it should, and is tried again", name));
  }
  if (changes.empty()) return finish({.result = ReloadResult::unchanged});
  const auto reasons = needs_restart(running(), *plan, found);
  if (!reasons.empty()) return finish(refusal(reasons));
  next_.emplace(Next{
      .plan = std::move(plan), .succession = to, .changes = std::move(changes), .problems = {}});
  probes_.add(*next_->plan);
  probes_.add_second(*next_->plan, taken_over(next_->succession));
  take(ReloadStep::prepare);
}

void Reloading::take(ReloadStep step) {
  next_->behind = shards_;
  take_(step, next_->succession,
        [this, step](Problems problems) { on_taken(step, std::move(problems)); });
}

void Reloading::on_taken(ReloadStep step, Problems problems) {
  std::ranges::move(problems, std::back_inserter(next_->problems));
  if (--next_->behind > 0) return;
  switch (step) {
    case ReloadStep::prepare:
      return take(next_->problems.empty() ? ReloadStep::follow : ReloadStep::discard);
    case ReloadStep::follow:
      return take(ReloadStep::retire);
    case ReloadStep::retire:
      return take(ReloadStep::renew);
    case ReloadStep::discard: {
      probes_.keep_only(running());
      const Next gone = *std::exchange(next_, std::nullopt);
      return finish(unusable(gone.problems));
    }
    case ReloadStep::renew: {
      probes_.keep_only(*next_->plan);
      Next done = *std::exchange(next_, std::nullopt);
      unsettled_ = done.problems.empty() ? std::set<std::string>{} : taken_over(done.succession);
      current_ = std::move(done.plan);
      probes_.show_certificates(*current_);
      ReloadAnswer answer = unusable(done.problems);
      answer.result = ReloadResult::applied;
      answer.changes = std::move(done.changes);
      return finish(answer);
    }
  }
}

void Reloading::finish(const ReloadAnswer& answer) {
  probes_.reloads().reloads[std::size_t(answer.result)].add();
  report(answer);
  for (const auto& done : std::exchange(asked_, {})) done(answer);
  if (!queued_.empty() && !next_) begin();
}

void Reloading::report(const ReloadAnswer& answer) const {
  switch (answer.result) {
    case ReloadResult::applied:
      for (const auto& change : answer.changes) log_.info("reload: applied", {{"change", change}});
      for (const auto& problem : answer.problems) {
        log_.error("reload: does not run as configured", {{"problem", problem.message}});
      }
      return;
    case ReloadResult::unchanged:
      return log_.info("reload: the configuration is the same");
    case ReloadResult::invalid:
      for (const auto& problem : answer.problems) {
        log_.error("reload: not a good configuration: the old one runs on",
                   {{"problem", problem.file.empty() ? problem.message : to_string(problem)}});
      }
      return;
    case ReloadResult::refused:
      for (const auto& problem : answer.problems) {
        log_.error("reload: needs a restart: the old configuration runs on",
                   {{"change", problem.message}});
      }
      return;
  }
}

}  // namespace sluice::app
