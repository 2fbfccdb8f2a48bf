// The part of ShardUnit that goes from plan to plan.
#include <algorithm>
#include <exception>
#include <utility>

#include "gateway/app/shard_unit.hpp"

namespace sluice::app {

void ShardUnit::take(ReloadStep step, const Succession& next, Taken taken) {
  switch (step) {
    case ReloadStep::prepare:
      return taken(prepare(next));
    case ReloadStep::discard:
      discard();
      return taken({});
    case ReloadStep::follow:
      return follow(next, std::move(taken));
    case ReloadStep::retire:
      return retire(next, std::move(taken));
    case ReloadStep::renew:
      return taken(sources_->renew(next));
  }
}

Problems ShardUnit::prepare(const Succession& next) {
  sources_->forget_ended();
  try {
    prepare_sinks(next);
    connections_->prepare(next);
    return {};
  } catch (const std::exception& problem) {
    return {problem.what()};
  }
}

void ShardUnit::prepare_sinks(const Succession& next) {
  for (const auto& sink : next.plan.config().sinks) {
    if (!next.sinks.added.contains(sink.name)) continue;
    prepared_sinks_.emplace_back(sink_context(), next.plan, sink);
  }
}

void ShardUnit::discard() noexcept {
  connections_->discard();
  prepared_sinks_.clear();
}

void ShardUnit::follow(const Succession& next, Taken taken) {
  parts_.begin(std::move(taken));
  limit_descriptors(next.plan);
  name_for_taps(next.plan);
  follow_sinks(next);
  connections_->follow(next);
  for (auto& sink : sinks_) {
    if (next.sinks.removed.contains(sink.name())) relay_->remove(sink.id());
  }
  sources_->follow(next, parts_.part());
  parts_.end();
}

/// New sinks come before the routes to them.
void ShardUnit::follow_sinks(const Succession& next) {
  for (auto& sink : sinks_) sink.follow(next, parts_.part());
  for (auto& sink : prepared_sinks_) {
    outbox_of_.set(sink.id(), &sink.outbox());
    relay_->add(sink.id(), sink.outbox());
    sink.start();
  }
  sinks_.splice(sinks_.end(), prepared_sinks_);
  const auto& letter_topics = next.plan.letter_topics();
  letter_topics_.insert(letter_topics.begin(), letter_topics.end());
}

/// Records of routes that are gone may still have letters for a sink that goes: these are counted
/// as rejected.
void ShardUnit::retire(const Succession& next, Taken taken) {
  parts_.begin(std::move(taken));
  const Time deadline = shard_.now() + next.plan.config().drain_timeout;
  for (auto sink = sinks_.begin(); sink != sinks_.end();) {
    const auto at = sink++;
    if (!next.sinks.removed.contains(at->name())) continue;
    std::erase_if(letter_topics_,
                  [at](const auto& topic) { return topic.second.sink == at->id(); });
    at->retire(deadline, [this, at, one = parts_.part()] {
      outbox_of_.set(at->id(), nullptr);
      sinks_.erase(at);
      one({});
    });
  }
  connections_->retire(next, parts_.part());
  parts_.end();
}

}  // namespace sluice::app
