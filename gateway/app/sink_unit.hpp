#pragma once

#include <functional>
#include <memory>
#include <string>

#include "config/gateway_config.hpp"
#include "gateway/app/broker_status.hpp"
#include "gateway/app/journals.hpp"
#include "gateway/app/loss_log.hpp"
#include "gateway/app/plan/plan.hpp"
#include "gateway/app/plan/succession.hpp"
#include "gateway/app/probe_register.hpp"
#include "gateway/app/probed_progress.hpp"
#include "gateway/app/reload_step.hpp"
#include "gateway/core/ids.hpp"
#include "gateway/core/loop.hpp"
#include "gateway/core/sink.hpp"
#include "gateway/relay/outbox.hpp"
#include "gateway/relay/route_letters.hpp"
#include "gateway/telemetry/log.hpp"

namespace sluice::app {

/// What the sinks of one shard are made of. Everything it refers to outlives them.
struct SinkUnitContext {
  std::size_t shard;  ///< its index
  Loop& loop;
  const relay::LetterTopics& letter_topics;
  const ById<SinkId, relay::Outbox>& outboxes;  ///< those of the shard
  Journals* journals;                           ///< none: the outboxes are memory
  const ProbeRegister& probes;
  const telemetry::Log& log;
  std::function<void()> on_disk_failed;  ///< called for each journal whose disk fails
};

/// One sink on one shard: its outbox, the outbox's journal, and the client of its broker. On the
/// shard's thread, but for its construction and destruction, while that is not running.
class SinkUnit {
 public:
  /// Throws std::runtime_error when the sink cannot be made of its settings, or its journal not
  /// opened.
  SinkUnit(SinkUnitContext context, const Plan& plan, const config::Sink& sink);
  SinkUnit(const SinkUnit&) = delete;
  SinkUnit& operator=(const SinkUnit&) = delete;

  /// Its journal begins to write.
  void start();

  [[nodiscard]] SinkId id() const noexcept { return id_; }
  [[nodiscard]] relay::Outbox& outbox() noexcept { return outbox_; }

  /// Takes the bounds of its outbox from the next plan, and, where its other settings differ,
  /// another client: the former is closed and gives back what it had, which goes through the new
  /// one in order. Records may be sent twice by that. If no client can be made of the new settings,
  /// one of the former settings goes on, and `taken` has the reason.
  void follow(const Succession& next, Taken taken);

  /// Ends the unit while the process goes on; nothing is offered any more. Records that have no
  /// outcome at `deadline` are given up: kept in the journal, or counted. Calls `gone` when it may
  /// be destroyed, from a later turn.
  void retire(Time deadline, std::function<void()> gone);

  [[nodiscard]] const std::string& name() const noexcept { return settings_.name; }
  [[nodiscard]] SinkStatus status(Time now);

  /// Waits for the journal to be on the disk. Nothing may be offered afterwards.
  void close_journal();

 private:
  void open_journal(const config::Journal& settings);
  void connect();
  void replace(config::Sink settings, const Taken& taken);

  SinkUnitContext context_;
  config::Sink settings_;
  SinkId id_;
  connectors::SinkProbe& probe_;
  relay::OutboxProbe& outbox_probe_;
  journal::JournalProbe& journal_probe_;
  LossLog loss_log_;
  relay::RouteLetters letters_;
  relay::Outbox outbox_;
  ProbedProgress progress_;  ///< of the journal
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<Sink> sink_;
  Loop::Handle patience_;  ///< of retire()
};

}  // namespace sluice::app
