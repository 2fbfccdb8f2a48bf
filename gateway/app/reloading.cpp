#include "gateway/app/reloading.hpp"

#include <utility>

#include "gateway/app/plan/difference.hpp"
#include "gateway/app/plan/live_change.hpp"

namespace sluice::app {

Reloading::Reloading(const Plan& first, std::size_t shards, Read read, Follow follow,
                     ReloadProbe& probe, const telemetry::Log& log)
    : first_(first),
      shards_(shards),
      read_(std::move(read)),
      follow_(std::move(follow)),
      probe_(probe),
      log_(log) {}

void Reloading::ask(Done done) {
  queued_.push_back(std::move(done));
  if (next_ == nullptr) begin();
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
  changes_ = describe(found);
  if (changes_.empty()) return finish({.result = ReloadResult::unchanged});
  const auto reasons = needs_restart(running(), *plan, found);
  if (!reasons.empty()) return finish(refusal(reasons));
  next_ = std::move(plan);
  behind_ = shards_;
  for (std::size_t shard = 0; shard < shards_; ++shard) {
    follow_(shard, *next_, [this] { on_followed(); });
  }
}

void Reloading::on_followed() {
  if (--behind_ > 0) return;
  current_ = std::move(next_);
  finish({.result = ReloadResult::applied, .changes = std::move(changes_)});
}

void Reloading::finish(const ReloadAnswer& answer) {
  probe_.reloads[std::size_t(answer.result)].add();
  report(answer);
  for (const auto& done : std::exchange(asked_, {})) done(answer);
  if (!queued_.empty() && next_ == nullptr) begin();
}

void Reloading::report(const ReloadAnswer& answer) const {
  switch (answer.result) {
    case ReloadResult::applied:
      for (const auto& change : answer.changes) log_.info("reload: applied", {{"change", change}});
      return;
    case ReloadResult::unchanged:
      return log_.info("reload: the configuration is the same");
    case ReloadResult::invalid:
      for (const auto& problem : answer.problems) {
        log_.error("reload: not a good configuration: the old one runs on",
                   {{"problem", to_string(problem)}});
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
