#include "gateway/app/gateway.hpp"

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <utility>

#include "connectors/errand.hpp"
#include "connectors/registry.hpp"
#include "gateway/app/catalog.hpp"
#include "gateway/app/shard_count.hpp"
#include "gateway/telemetry/version.hpp"

namespace sluice::app {
namespace {

/// How long giving up may take: sinks report what they had, and nothing waits for a peer.
constexpr Duration giving_up_max{500};
/// From the deadline to the exit, for what clients of brokers still have to end.
constexpr Duration leaving_max{900};

/// How often the heap is looked at for memory that a burst has left.
constexpr Duration memory_interval{10'000};

constexpr std::size_t main_loop_index = ~std::size_t{0};

}  // namespace

Gateway::Gateway(config::Gateway config, ConfigFile& file)
    : file_(file),
      plan_(std::move(config)),
      log_thread_(plan_.config().log.format, STDERR_FILENO),
      log_(plan_.config().log.level, log_thread_),
      probes_(shard_count(plan_.config())),
      catalog_(catalog(probes_.all(), [this] { return log_thread_.lines_lost(); })),
      main_loop_(main_loop_index),
      reloading_(
          plan_, shard_count(plan_.config()),
          [this] {
            auto loaded = file_.read();
            if (watch_) watch_->follow();
            return loaded;
          },
          [this](auto step, const auto& next, const auto& taken) { take(step, next, taken); },
          probes_, log_),
      config_state_(probes_.reloads(), plan_.config(), std::chrono::system_clock::now()),
      status_(main_loop_, shard_count(plan_.config()),
              [this](std::size_t shard, auto answer) {
                shards_[shard]->post([this, shard, answer = std::move(answer)] {
                  main_loop_.post([answer, part = shards_[shard]->status()]() mutable {
                    answer(std::move(part));
                  });
                });
              }),
      taps_(
          main_loop_, shard_count(plan_.config()),
          [this](std::size_t shard, auto task) {
            shards_[shard]->post(
                [&shard = *shards_[shard], task = std::move(task)] { task(shard.tap_point()); });
          },
          probes_.taps()),
      heartbeat_(main_loop_, shard_count(plan_.config()), [this](std::size_t shard, auto answer) {
        shards_[shard]->post([this, answer = std::move(answer)] { main_loop_.post(answer); });
      }) {
  probes_.add(plan_);
  probes_.show_certificates(plan_);
  make_shards();
  gather_outlets(plan_.names());
  for (auto& shard : shards_) shard->make_sources(plan_);
}

void Gateway::make_shards() {
  const config::Gateway& config = plan_.config();
  const ShardContext context{
      .shards = shard_count(config),
      .outlets = outlets_,
      .journals =
          config.journal ? &journals_.emplace(*config.journal, shard_count(config), log_) : nullptr,
      .probes = probes_,
      .log = log_,
      .on_disk_failed = [this] { main_loop_.post([this] { on_disk_failed(); }); }};
  if (journals_) journals_->report_unknown_folders(config);
  for (const auto& sink : config.sinks) open_journals(plan_, sink);
  for (std::size_t i = 0; i < context.shards; ++i) {
    shards_.push_back(std::make_unique<ShardUnit>(context, i, plan_));
  }
}

void Gateway::open_journals(const Plan& plan, const config::Sink& sink) {
  if (!journals_) return;
  const SinkId id = plan.names().sink(sink.name);
  for (std::size_t shard = 0; shard < shard_count(plan_.config()); ++shard) {
    journals_->open(sink.name, shard, probes_.journal(id, shard));
  }
}

void Gateway::gather_outlets(const Names& names) {
  outlets_.clear();
  for (auto& shard : shards_) shard->offer_outlets(names, outlets_);
}

int Gateway::run() {
  serve_admin();
  for (auto& shard : shards_) shard->start();
  heartbeat_.start();
  watch_memory();
  phase_ = Phase::running;
  log_.info("started", {{"version", telemetry::version()},
                        {"connections", plan_.config().connections.size()},
                        {"sinks", plan_.config().sinks.size()},
                        {"routes", plan_.config().routes.size()},
                        {"sources", plan_.config().sources.size()},
                        {"returns", plan_.config().returns.size()},
                        {"shards", shards_.size()},
                        {"admin_port", admin_->port()}});
  watch_files();
  // The last step: a signal that main() held back is handled at once.
  signals_.emplace(main_loop_.io(), signals(), [this](int signal) { on_signal(signal); });
  main_loop_.run();
  log_thread_.leave_by(deadline_ + leaving_max);
  if (busy_shards_ > 0) {
    const int status = exit_status();
    log_thread_.end();
    std::_Exit(status);
  }
  connectors::leave_by(deadline_ + leaving_max);
  for (auto& shard : shards_) shard->join();
  return exit_status();
}

const std::vector<int>& Gateway::signals() {
  static const std::vector<int> heard{SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2};
  return heard;
}

void Gateway::on_signal(int signal) {
  if (signal == SIGHUP) return reload([](const auto&) {});
  if (signal == SIGUSR1 || signal == SIGUSR2) {
    return log_.info("a signal that nothing is bound to: ignored", {{"signal", signal}});
  }
  if (phase_ == Phase::running) {
    log_.info("stopping: draining the returns and the outboxes", {{"signal", signal}});
    return stop();
  }
  log_.warn("second signal: giving up what is not delivered", {{"signal", signal}});
  hurry();
}

/// First the return paths, while the connections still publish what the sources gave.
void Gateway::stop() {
  phase_ = Phase::returning;
  watch_.reset();
  taps_.end();
  deadline_ = main_loop_.now() + plan_.config().drain_timeout;
  busy_shards_ = shards_.size();
  phase_timer_ = main_loop_.after(reloading_.running().sources_drain_time(), [this] { drain(); });
  for (auto& shard : shards_) {
    shard->stop_sources([this] { main_loop_.post([this] { on_returns_through(); }); });
  }
}

void Gateway::on_returns_through() {
  if (phase_ == Phase::returning && --busy_shards_ == 0) drain();
}

void Gateway::drain() {
  phase_ = Phase::draining;
  busy_shards_ = shards_.size();
  const auto left = std::max(deadline_ - main_loop_.now(), Time::duration(0));
  phase_timer_ = main_loop_.after(std::chrono::ceil<Duration>(left) + giving_up_max,
                                  [this] { end_without_shards(); });
  for (auto& shard : shards_) {
    shard->drain(deadline_, [this] { main_loop_.post([this] { on_drained(); }); });
  }
}

void Gateway::hurry() {
  deadline_ = main_loop_.now();
  if (phase_ == Phase::returning) return drain();
  phase_timer_ = main_loop_.after(giving_up_max, [this] { end_without_shards(); });
  for (auto& shard : shards_) shard->hurry();
}

void Gateway::on_drained() {
  if (--busy_shards_ > 0) return;
  phase_timer_.reset();
  admin_.reset();
  signals_.reset();
  main_loop_.stop();
}

/// On the main thread: malloc_trim() may take tens of milliseconds. Allocations on the shards wait
/// for it, but only a few milliseconds.
void Gateway::watch_memory() {
  if (idle_memory_.look(::mallinfo2().fordblks)) ::malloc_trim(0);
  memory_timer_ = main_loop_.after(memory_interval, [this] { watch_memory(); });
}

void Gateway::on_disk_failed() {
  if (plan_.config().journal->on_error != config::OnDiskError::stop) return;
  if (std::exchange(disk_failed_, true) || phase_ != Phase::running) return;
  log_.error("stopping, as the journal cannot be written");
  stop();
}

/// A library hangs, and its sink cannot give up.
void Gateway::end_without_shards() {
  log_.error("ending without shards that hang", {{"shards", busy_shards_}});
  main_loop_.stop();
}

/// Records in a journal that has not failed do not count: the next start sends them.
std::uint64_t Gateway::records_given_up() const {
  std::uint64_t given_up = 0;
  std::uint64_t kept = 0;
  const Plan& plan = reloading_.running();
  for (const auto& sink : plan.config().sinks) {
    for (std::size_t shard = 0; shard < shards_.size(); ++shard) {
      const SinkId id = plan.names().sink(sink.name);
      const auto& outbox = probes_.outbox(id, shard);
      given_up += outbox.settled[std::size_t(Outcome::unavailable)].value();
      const auto with_hung_shard =
          static_cast<std::uint64_t>(outbox.records.value() + outbox.backlog_records.value());
      const bool is_kept = journals_ && probes_.journal(id, shard).failed.value() == 0;
      (is_kept ? kept : given_up) +=
          outbox.settled[std::size_t(Outcome::kept)].value() + with_hung_shard;
    }
  }
  if (kept > 0)
    log_.info("records are kept in the journal for the next start", {{"records", kept}});
  return given_up;
}

int Gateway::exit_status() const {
  const std::uint64_t records = records_given_up();
  std::int64_t messages = 0;
  const Plan& plan = reloading_.running();
  for (const auto& source : plan.config().sources) {
    const SourceId id = plan.names().source(source.name);
    const auto& path = probes_.path(id);
    const auto unsettled = path.pending.value() + path.left.value();
    if (unsettled == 0) continue;
    const auto* const settings = connectors::settings_of(source);
    const bool are_kept =
        journals_ && settings->wants_inbox() && probes_.inbox(id).failed.value() == 0;
    const bool come_again = are_kept || settings->redelivers();
    log_.write(come_again ? telemetry::Level::info : telemetry::Level::error,
               come_again ? "messages not sent back: they will come again"
                          : "messages not sent back: they are lost",
               {{"source", source.name}, {"messages", unsettled}});
    if (!come_again) messages += unsettled;
  }
  if (records == 0 && messages == 0 && !disk_failed_) {
    log_.info("stopped: every record has its outcome");
    return 0;
  }
  log_.error("stopped: messages or records were given up",
             {{"records", records}, {"messages", messages}});
  return 1;
}

}  // namespace sluice::app
