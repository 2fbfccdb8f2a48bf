#include "gateway/app/shard_unit.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "connectors/registry.hpp"
#include "gateway/app/descriptor_limit.hpp"
#include "gateway/app/plan/relay_settings.hpp"

namespace sluice::app {
namespace {

/// The interval at which the shard checks whether the machine slept.
constexpr Duration clock_interval{5'000};

/// The interval between two connects of one shard, so that all shards together keep to `rate`. At
/// most a day; none when the rate is unlimited.
Time::duration connect_interval(double rate, std::size_t shards) {
  if (rate <= 0) return {};
  const std::chrono::duration<double> interval(static_cast<double>(shards) / rate);
  return std::chrono::duration_cast<Time::duration>(
      std::min<std::chrono::duration<double>>(interval, std::chrono::days(1)));
}

/// Of all connections, whose members are rows of tables at the sink.
std::vector<relay::TableChannel> table_channels(const Plan& plan, SinkId sink) {
  std::vector<std::pair<std::string, std::string>> channels;
  for (const auto& connection : plan.config().connections) {
    for (const auto& channel : connection.channels) {
      if (channel_type(channel) != ChannelType::presence) continue;
      channels.emplace_back(connection.name, channel);
    }
  }
  return relay::table_channels(plan.router(), sink, channels);
}

/// Fills in where the members of each channel are found. Sets the row limits to the sum of the
/// connections' member limits. False when no channel is on this shard.
bool find_members(const std::vector<std::unique_ptr<net::Connection>>& connections,
                  TableUnitContext& context) {
  for (const auto& connection : connections) {
    context.limits.max_count +=
        static_cast<std::size_t>(connection->settings().presence.max_members);
    context.limits.max_bytes += connection->settings().presence.max_bytes.count;
  }
  bool found = false;
  for (auto& channel : context.channels) {
    const auto home = std::ranges::find(connections, channel.connection,
                                        [](const auto& each) { return each->settings().name; });
    channel.ours = home != connections.end();
    found = found || channel.ours;
    if (!channel.ours) {
      context.subscriptions.push_back(nullptr);
      continue;
    }
    const auto& subscriptions = (*home)->session().subscriptions();
    context.subscriptions.push_back(&subscriptions.all()[*subscriptions.find(channel.channel)]);
  }
  return found;
}

}  // namespace

ShardUnit::ShardUnit(ShardPlace place, const Plan& plan,
                     const std::vector<const config::Connection*>& connections, Journals* journals,
                     const ProbeRegister& probes, const telemetry::Log& log)
    : shard_(place.index, connect_interval(plan.config().connect_rate, place.of)),
      letter_topics_(plan.letter_topics()) {
  shard_.measure(probes.shard(place.index));
  shard_.limit_descriptors(
      descriptors_for_connections(plan.config(), place.of, hard_descriptor_limit()));
  make_sinks(plan, journals, probes, log);
  for (const auto* connection : connections) {
    connections_.push_back(std::make_unique<net::Connection>(
        shard_, *connection, plan.router(), *relay_,
        probes.of(plan.names().connection(connection->name)), log));
  }
  make_tables(plan, probes, log);
  relay_->set_on_wants_events([this] {
    for (auto& source : sources_) source.on_outbox_wants_events();
  });
}

ShardUnit::~ShardUnit() {
  if (thread_.joinable()) join();
}

void ShardUnit::make_sinks(const Plan& plan, Journals* journals, const ProbeRegister& probes,
                           const telemetry::Log& log) {
  for (const auto& sink : plan.config().sinks) {
    const SinkId id = plan.names().sink(sink.name);
    auto& sink_probe = probes.sink(id, shard_.index());
    auto& outbox_probe = probes.outbox(id, shard_.index());
    auto& outbox = outboxes_.emplace_back(outbox_settings(sink.outbox, plan.config().journal),
                                          shard_, outbox_probe);
    outbox.set_loss_observer(loss_logs_.emplace_back(sink_probe, log, shard_));
    outbox.set_dead_letters(letters_.emplace_back(
        relay::RouteLetters::Context{.sink = sink.name,
                                     .topics = letter_topics_,
                                     .outboxes = outbox_of_,
                                     .wall_clock = std::chrono::system_clock::now,
                                     .origin = plan.config().origin}));
    outbox_of_.set(id, &outbox);
    if (journals != nullptr) {
      open_journal(*journals, sink.name, outbox, probes.journal(id, shard_.index()), log);
      const Duration max_age = plan.config().journal->max_age;
      if (max_age > Duration::zero()) {
        outbox.set_age_limit(max_age, std::chrono::system_clock::now);
      }
    }
    sinks_.push_back(connectors::settings_of(sink)->make(
        {sink.name, shard_.index(), shard_, outbox, sink_probe, log}));
    outbox.attach(*sinks_.back());
    sink_views_.push_back({sink.type, &sink_probe, &outbox_probe, &outbox});
  }
  relay_.emplace(plan.router(), outbox_of_);
}

void ShardUnit::make_tables(const Plan& plan, const ProbeRegister& probes,
                            const telemetry::Log& log) {
  for (const auto& sink : plan.config().sinks) {
    const SinkId id = plan.names().sink(sink.name);
    TableUnitContext context{
        .sink = sink.name,
        .settings = *connectors::settings_of(sink),
        .shard = shard_.index(),
        .channels = table_channels(plan, id),
        .subscriptions = {},
        .limits = {},
        .relay = *relay_,
        .outbox = outbox_of_.at(id),
        .holds_recovered = [&outbox = outbox_of_.at(id)] { return outbox.holds_recovered(); },
        .probe = probes.table(id, shard_.index()),
        .sink_probe = probes.sink(id, shard_.index()),
        .log = log,
        .loop = shard_};
    if (find_members(connections_, context)) tables_.emplace_back(std::move(context));
  }
}

void ShardUnit::open_journal(Journals& journals, const std::string& sink, relay::Outbox& outbox,
                             journal::JournalProbe& probe, const telemetry::Log& log) {
  auto journal = journals.open(sink, shard_.index(), shard_, outbox, probe);
  journal->set_on_failed([this, sink, &probe, &log] {
    probe.failed.set(1);
    log.error("journal: the disk failed: records are in memory only", {{"sink", sink}});
    if (disk_failed_) disk_failed_();
  });
  journal->set_on_full([this, sink, &probe, &log](bool is_full) {
    probe.full.set(is_full ? 1 : 0);
    if (!is_full) return log.warn("journal: the disk has room again", {{"sink", sink}});
    log.error("journal: the disk is full: new records are in memory only", {{"sink", sink}});
    if (disk_failed_) disk_failed_();
  });
  journals_.push_back({std::move(journal), &probe});
}

void ShardUnit::offer_outlets(const Names& names, OutletsByConnection& outlets) {
  for (auto& connection : connections_) {
    outlets[names.connection(connection->settings().name)] = {
        .loop = &shard_, .client_events = connection.get(), .http = connection->api()};
  }
}

void ShardUnit::add_source(const Plan& plan, const config::Source& source,
                           const OutletsByConnection& outlets, Journals* journals,
                           const ProbeRegister& probes, const telemetry::Log& log) {
  std::unique_ptr<Inbox> inbox;
  if (journals != nullptr && connectors::settings_of(source)->wants_inbox()) {
    auto& probe = probes.inbox(plan.names().source(source.name));
    inbox = journals->open_inbox(source.name, probe, [this, name = source.name, &probe, &log] {
      shard_.post([this, name, &probe, &log] {
        probe.failed.set(1);
        log.error("inbox: the disk failed: messages are in memory only", {{"source", name}});
        if (disk_failed_) disk_failed_();
      });
    });
  }
  sources_.emplace_back(SourceUnitContext{.plan = plan,
                                          .source = source,
                                          .outlets = outlets,
                                          .outboxes = outbox_of_,
                                          .probes = probes,
                                          .log = log,
                                          .loop = shard_},
                        std::move(inbox));
}

void ShardUnit::start() {
  for (auto& [journal, probe] : journals_) journal->start();
  running_connections_ = connections_.size();
  shard_.post([this] {
    for (auto& connection : connections_) {
      connection->start([this] { on_connection_stopped(); });
    }
    for (auto& table : tables_) table.start();
    watch_clocks();
  });
  thread_ = std::thread([this] { shard_.run(); });
}

void ShardUnit::watch_clocks() {
  if (sleep_watch_.slept(shard_.moment())) {
    for (auto& connection : connections_) connection->on_slept();
  }
  clock_timer_ = shard_.after(clock_interval, [this] { watch_clocks(); });
}

void ShardUnit::stop_sources(std::function<void()> through) {
  shard_.post([this, through = std::move(through)] {
    busy_sources_ = sources_.size();
    if (busy_sources_ == 0) return through();
    sources_through_ = through;
    for (auto& source : sources_) source.stop([this] { on_source_through(); });
  });
}

void ShardUnit::on_source_through() {
  if (--busy_sources_ == 0) std::exchange(sources_through_, nullptr)();
}

void ShardUnit::drain(Time deadline, std::function<void()> done) {
  shard_.post([this, deadline, done = std::move(done)] {
    drained_ = done;
    draining_ = true;
    const auto left = std::max(deadline - shard_.now(), Time::duration(0));
    drain_timer_ = shard_.after(std::chrono::ceil<Duration>(left), [this] { give_up(); });
    open_sources_ = sources_.size();
    for (auto& source : sources_) {
      source.close(deadline, [this] {
        if (!given_up_) --open_sources_;
        check_drained();
      });
    }
    for (auto& table : tables_) table.stop();
    for (auto& connection : connections_) connection->stop();
    check_drained();
  });
}

void ShardUnit::hurry() {
  shard_.post([this] {
    if (draining_) give_up();
  });
}

void ShardUnit::on_connection_stopped() {
  --running_connections_;
  check_drained();
}

/// Calls `drained_` once the connections and sources have stopped and every record has its outcome.
/// Sources count too, because they may still produce dead letters.
void ShardUnit::check_drained() {
  if (!draining_ || running_connections_ > 0 || open_sources_ > 0) return;
  for (auto& outbox : outboxes_) {
    if (outbox.drained()) continue;
    outbox.set_on_drained([this] { check_drained(); });
    return;
  }
  draining_ = false;
  drain_timer_.reset();
  // From a later turn: this may be deep inside a sink's report.
  shard_.post(std::exchange(drained_, nullptr));
}

void ShardUnit::give_up() {
  if (std::exchange(given_up_, true)) return;
  for (auto& outbox : outboxes_) outbox.give_up();
  open_sources_ = 0;
  check_drained();
}

void ShardUnit::join() {
  shard_.stop();
  thread_.join();
  for (auto& [journal, probe] : journals_) {
    journal->close();
    if (journal->failed()) probe->failed.set(1);
  }
}

void ShardUnit::follow(const Plan& plan) {
  letter_topics_.insert(plan.letter_topics().begin(), plan.letter_topics().end());
  for (auto& connection : connections_) connection->follow(plan.router());
}

ShardStatus ShardUnit::status() {
  const Time now = shard_.now();
  ShardStatus all;
  for (const auto& connection : connections_) all.connections.push_back(snapshot_of(*connection));
  for (const auto& [type, sink, counts, outbox] : sink_views_) {
    all.sinks.push_back(snapshot_of(*sink, *counts, type, outbox->oldest_since(), now));
  }
  for (const auto& source : sources_) all.sources.push_back(source.status(now));
  return all;
}

}  // namespace sluice::app
