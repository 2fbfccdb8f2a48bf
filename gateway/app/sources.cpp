#include "gateway/app/sources.hpp"

#include <fmt/format.h>

#include <exception>
#include <iterator>
#include <utility>

#include "connectors/registry.hpp"
#include "gateway/app/shard_count.hpp"

namespace sluice::app {

bool Sources::is_ours(const config::Source& source) const {
  return home_of(source.name, context_.shards) == context_.shard;
}

void Sources::begin(const Plan& plan) {
  for (const auto& source : plan.config().sources) {
    if (is_ours(source)) make(plan, source);
  }
}

void Sources::make(const Plan& plan, const config::Source& source) {
  running_.emplace_back(SourceUnitContext{.plan = plan,
                                          .source = source,
                                          .outlets = context_.outlets,
                                          .outboxes = context_.outboxes,
                                          .taps = context_.taps,
                                          .probes = context_.probes,
                                          .log = context_.log,
                                          .loop = context_.loop},
                        open_inbox(plan, source));
}

std::unique_ptr<Inbox> Sources::open_inbox(const Plan& plan, const config::Source& source) {
  if (context_.journals == nullptr || !connectors::settings_of(source)->wants_inbox()) return {};
  auto& probe = context_.probes.inbox(plan.names().source(source.name));
  return context_.journals->open_inbox(source.name, probe, [this, name = source.name, &probe] {
    context_.loop.post([this, name, &probe] {
      probe.failed.set(1);
      context_.log.error("inbox: the disk failed: messages are in memory only", {{"source", name}});
      context_.on_disk_failed();
    });
  });
}

void Sources::on_outbox_wants_events() {
  for (auto& source : running_) source.on_outbox_wants_events();
}

void Sources::follow(const Succession& next, const Taken& left) {
  const auto ends = [&next](const SourceUnit& source) {
    return next.sources.removed.contains(source.name()) ||
           next.sources.changed.contains(source.name());
  };
  const Time deadline = context_.loop.now() + next.plan.sources_drain_time();
  leaving_.begin(left);
  for (auto source = running_.begin(); source != running_.end();) {
    const auto at = source++;
    if (!ends(*at)) continue;
    ended_.splice(ended_.end(), running_, at);
    at->leave(deadline, [one = leaving_.part()] { one({}); });
  }
  leaving_.end();
}

Problems Sources::renew(const Succession& next) {
  Problems problems;
  for (const auto& source : next.plan.config().sources) {
    const bool is_new =
        next.sources.added.contains(source.name) || next.sources.changed.contains(source.name);
    if (!is_new || !is_ours(source)) continue;
    try {
      make(next.plan, source);
    } catch (const std::exception& problem) {
      problems.push_back(fmt::format("sources.{}: {}", source.name, problem.what()));
    }
  }
  return problems;
}

void Sources::forget_ended() {
  std::erase_if(ended_, [](const SourceUnit& source) { return source.unused(); });
}

void Sources::stop(std::function<void()> through) {
  busy_ = running_.size();
  if (busy_ == 0) return through();
  through_ = std::move(through);
  for (auto& source : running_) {
    source.stop([this] {
      if (--busy_ == 0) std::exchange(through_, nullptr)();
    });
  }
}

void Sources::close(Time deadline, std::function<void()> closed) {
  open_ = running_.size();
  if (open_ == 0) return closed();
  closed_ = std::move(closed);
  for (auto& source : running_) {
    source.close(deadline, [this] {
      if (--open_ == 0) std::exchange(closed_, nullptr)();
    });
  }
}

std::vector<SourceStatus> Sources::status(Time now) const {
  std::vector<SourceStatus> all;
  for (const auto& source : running_) all.push_back(source.status(now));
  return all;
}

}  // namespace sluice::app
