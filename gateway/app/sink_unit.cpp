#include "gateway/app/sink_unit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "connectors/registry.hpp"
#include "gateway/app/plan/relay_settings.hpp"

namespace sluice::app {

SinkUnit::SinkUnit(SinkUnitContext context, const Plan& plan, const config::Sink& sink)
    : context_(std::move(context)),
      settings_(sink),
      id_(plan.names().sink(sink.name)),
      probe_(context_.probes.sink(id_, context_.shard)),
      outbox_probe_(context_.probes.outbox(id_, context_.shard)),
      journal_probe_(context_.probes.journal(id_, context_.shard)),
      loss_log_(probe_, context_.log, context_.loop),
      letters_({.sink = settings_.name,
                .topics = context_.letter_topics,
                .outboxes = context_.outboxes,
                .wall_clock = std::chrono::system_clock::now,
                .origin = plan.config().origin}),
      outbox_(outbox_settings(sink.outbox, plan.config().journal), context_.loop, outbox_probe_),
      progress_(journal_probe_) {
  outbox_.set_loss_observer(loss_log_);
  outbox_.set_dead_letters(letters_);
  if (context_.journals != nullptr) open_journal(*plan.config().journal);
  connect();
}

void SinkUnit::connect() {
  sink_ = connectors::settings_of(settings_)->make(
      {settings_.name, context_.shard, context_.loop, outbox_, probe_, context_.log});
  outbox_.attach(*sink_);
}

void SinkUnit::follow(const Succession& next, Taken taken) {
  if (!next.sinks.changed.contains(settings_.name)) return taken({});
  const auto& sinks = next.plan.config().sinks;
  const config::Sink& sink = *std::ranges::find(sinks, settings_.name, &config::Sink::name);
  outbox_.set_bounds(outbox_settings(sink.outbox, next.plan.config().journal));
  if (!next.replaced_sinks.contains(settings_.name)) return taken({});
  outbox_.detach([this, settings = sink, taken = std::move(taken)] {
    sink_.reset();
    replace(settings, taken);
  });
}

/// The former settings have made a client before.
void SinkUnit::replace(config::Sink settings, const Taken& taken) {
  const auto former = std::exchange(settings_, std::move(settings));
  try {
    connect();
    taken({});
  } catch (const std::exception& problem) {
    settings_ = former;
    connect();
    taken({fmt::format("sinks.{}: {}", settings_.name, problem.what())});
  }
}

void SinkUnit::open_journal(const config::Journal& settings) {
  journal_ =
      context_.journals->take(settings_.name, context_.shard, context_.loop, outbox_, progress_);
  journal_->set_on_failed([this] {
    journal_probe_.failed.set(1);
    context_.log.error("journal: the disk failed: records are in memory only",
                       {{"sink", settings_.name}});
    context_.on_disk_failed();
  });
  journal_->set_on_full([this](bool is_full) {
    journal_probe_.full.set(is_full ? 1 : 0);
    if (!is_full)
      return context_.log.warn("journal: the disk has room again", {{"sink", settings_.name}});
    context_.log.error("journal: the disk is full: new records are in memory only",
                       {{"sink", settings_.name}});
    context_.on_disk_failed();
  });
  if (settings.max_age > Duration::zero()) {
    outbox_.set_age_limit(settings.max_age, std::chrono::system_clock::now);
  }
}

void SinkUnit::retire(Time deadline, std::function<void()> gone) {
  const auto end = [this, gone = std::move(gone)] {
    patience_.reset();
    sink_.reset();
    if (journal_) return journal_->close(gone);
    gone();
  };
  if (outbox_.drained()) return context_.loop.post(end);
  outbox_.set_on_drained([this, end] { context_.loop.post(end); });
  const auto left = std::max(deadline - context_.loop.now(), Time::duration(0));
  patience_ = context_.loop.after(std::chrono::ceil<Duration>(left), [this] {
    context_.log.warn(journal_ ? "a sink that is removed: its records stay in the journal"
                               : "a sink that is removed: its records are given up",
                      {{"sink", settings_.name}, {"records", outbox_probe_.records.value()}});
    outbox_.give_up();
  });
}

void SinkUnit::start() {
  if (journal_) journal_->start();
}

SinkStatus SinkUnit::status(Time now) {
  const auto* const journal = journal_ ? &journal_probe_ : nullptr;
  return snapshot_of({probe_, outbox_probe_, journal}, settings_.type, outbox_.oldest_since(), now);
}

void SinkUnit::close_journal() {
  if (!journal_) return;
  journal_->close();
  if (journal_->failed()) journal_probe_.failed.set(1);
}

}  // namespace sluice::app
