// The part of Gateway that takes the shards from one configuration to the next.
#include <exception>
#include <string>
#include <utility>

#include "gateway/app/gateway.hpp"

namespace sluice::app {

void Gateway::reload(const Reloading::Done& done) {
  if (phase_ != Phase::running) {
    log_.info("reload: not while the gateway stops");
    return done(refusal({"the gateway is stopping"}));
  }
  reloading_.ask([this, done](const auto& answer) {
    config_state_.note(answer, reloading_.running().config(), std::chrono::system_clock::now());
    done(answer);
  });
}

void Gateway::watch_files() {
  watch_.emplace(
      main_loop_, file_,
      [this](const std::string& changed) {
        log_.info("reload: a file has changed", {{"file", changed}});
        reload([](const auto&) {});
      },
      log_);
  watch_->follow();
}

/// A step that is not begun before the gateway stops is never taken: stopping ends all that runs.
void Gateway::take(ReloadStep step, const Succession& next, const Taken& taken) {
  if (phase_ != Phase::running) return;
  if (step == ReloadStep::prepare) {
    if (const auto problems = open_journals(next); !problems.empty()) {
      for (std::size_t shard = 0; shard < shards_.size(); ++shard) {
        main_loop_.post([taken, of_one = shard == 0 ? problems : Problems{}] { taken(of_one); });
      }
      return;
    }
  }
  if (step == ReloadStep::discard && journals_) journals_->close_untaken();
  if (step == ReloadStep::renew) gather_outlets(next.plan.names());
  for (auto& shard : shards_) {
    shard->post([this, &shard = *shard, step, &next, taken] {
      shard.take(step, next, [this, taken](Problems problems) {
        main_loop_.post([taken, problems = std::move(problems)] { taken(problems); });
      });
    });
  }
}

/// Those of sinks that are added: the shards take them.
Problems Gateway::open_journals(const Succession& next) {
  try {
    for (const auto& sink : next.plan.config().sinks) {
      if (next.sinks.added.contains(sink.name)) open_journals(next.plan, sink);
    }
    return {};
  } catch (const std::exception& problem) {
    return {problem.what()};
  }
}

}  // namespace sluice::app
