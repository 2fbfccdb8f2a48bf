#include "gateway/app/shard_unit.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "connectors/registry.hpp"
#include "gateway/app/descriptor_limit.hpp"
#include "gateway/app/plan/table_channels.hpp"

namespace sluice::app {
namespace {

/// The interval between two connects of one shard, so that all shards together keep to `rate`. At
/// most a day; none when the rate is unlimited.
Time::duration connect_interval(double rate, std::size_t shards) {
  if (rate <= 0) return {};
  const std::chrono::duration<double> interval(static_cast<double>(shards) / rate);
  return std::chrono::duration_cast<Time::duration>(
      std::min<std::chrono::duration<double>>(interval, std::chrono::days(1)));
}

}  // namespace

ShardUnit::ShardUnit(ShardContext context, std::size_t index, const Plan& plan)
    : context_(std::move(context)),
      shard_(index, connect_interval(plan.config().connect_rate, context_.shards)),
      letter_topics_(plan.letter_topics()) {
  shard_.measure(context_.probes.shard(index));
  limit_descriptors(plan);
  make_sinks(plan);
  connections_.emplace(ConnectionsContext{.shard = shard_,
                                          .shards = context_.shards,
                                          .relay = *relay_,
                                          .probes = context_.probes,
                                          .log = context_.log},
                       plan);
  make_tables(plan);
  sources_.emplace(SourcesContext{.shard = index,
                                  .shards = context_.shards,
                                  .loop = shard_,
                                  .outboxes = outbox_of_,
                                  .outlets = context_.outlets,
                                  .taps = tap_point_,
                                  .journals = context_.journals,
                                  .probes = context_.probes,
                                  .log = context_.log,
                                  .on_disk_failed = context_.on_disk_failed});
  relay_->set_on_wants_events([this] { sources_->on_outbox_wants_events(); });
}

ShardUnit::~ShardUnit() {
  if (thread_.joinable()) join();
}

SinkUnitContext ShardUnit::sink_context() {
  return {.shard = shard_.index(),
          .loop = shard_,
          .letter_topics = letter_topics_,
          .outboxes = outbox_of_,
          .journals = context_.journals,
          .probes = context_.probes,
          .log = context_.log,
          .on_disk_failed = context_.on_disk_failed};
}

void ShardUnit::limit_descriptors(const Plan& plan) {
  shard_.limit_descriptors(
      descriptors_for_connections(plan.config(), context_.shards, hard_descriptor_limit()));
}

void ShardUnit::make_sinks(const Plan& plan) {
  for (const auto& sink : plan.config().sinks) {
    auto& unit = sinks_.emplace_back(sink_context(), plan, sink);
    outbox_of_.set(unit.id(), &unit.outbox());
  }
  relay_.emplace(plan.router(), outbox_of_);
  relay_->set_taps(tap_point_);
  name_for_taps(plan);
}

void ShardUnit::name_for_taps(const Plan& plan) {
  const auto& config = plan.config();
  const auto& names = plan.names();
  for (const auto& each : config.sinks) tap_point_.name(names.sink(each.name), each.name);
  for (const auto& each : config.sources) tap_point_.name(names.source(each.name), each.name);
  for (const auto& each : config.connections) {
    tap_point_.name(names.connection(each.name), each.name);
  }
}

void ShardUnit::make_tables(const Plan& plan) {
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
        .probe = context_.probes.table(id, shard_.index()),
        .sink_probe = context_.probes.sink(id, shard_.index()),
        .log = context_.log,
        .loop = shard_};
    if (find_members(context)) tables_.emplace_back(std::move(context));
  }
}

/// Fills in where the members of each channel are found. Sets the row limits to the sum of the
/// connections' member limits. False when no channel is on this shard.
bool ShardUnit::find_members(TableUnitContext& context) const {
  for (const auto& [name, connection] : connections_->all()) {
    const auto& limits = connection->settings().presence;
    context.limits.max_count += static_cast<std::size_t>(limits.max_members);
    context.limits.max_bytes += limits.max_bytes.count;
  }
  bool found = false;
  for (auto& channel : context.channels) {
    const auto* home = connections_->find(channel.connection);
    channel.ours = home != nullptr;
    found = found || channel.ours;
    if (!channel.ours) {
      context.subscriptions.push_back(nullptr);
      continue;
    }
    const auto& subscriptions = home->session().subscriptions();
    context.subscriptions.push_back(&subscriptions.all()[*subscriptions.find(channel.channel)]);
  }
  return found;
}

void ShardUnit::offer_outlets(const Names& names, OutletsByConnection& outlets) {
  for (const auto& [name, connection] : connections_->all()) {
    outlets[names.connection(name)] = {
        .loop = &shard_, .client_events = connection.get(), .http = connection->api()};
  }
}

void ShardUnit::start() {
  for (auto& sink : sinks_) sink.start();
  shard_.post([this] {
    connections_->start();
    for (auto& table : tables_) table.start();
  });
  thread_ = std::thread([this] { shard_.run(); });
}

void ShardUnit::stop_sources(std::function<void()> through) {
  shard_.post([this, through = std::move(through)] { sources_->stop(through); });
}

void ShardUnit::drain(Time deadline, std::function<void()> done) {
  shard_.post([this, deadline, done = std::move(done)] {
    drained_ = done;
    draining_ = true;
    const auto left = std::max(deadline - shard_.now(), Time::duration(0));
    drain_timer_ = shard_.after(std::chrono::ceil<Duration>(left), [this] { give_up(); });
    sources_->close(deadline, [this] {
      sources_closed_ = true;
      check_drained();
    });
    for (auto& table : tables_) table.stop();
    connections_->stop([this] {
      connections_stopped_ = true;
      check_drained();
    });
    check_drained();
  });
}

void ShardUnit::hurry() {
  shard_.post([this] {
    if (draining_) give_up();
  });
}

/// Calls `drained_` once the connections and sources have stopped and every record has its outcome.
/// Sources count too, because they may still produce dead letters.
void ShardUnit::check_drained() {
  if (!draining_ || !connections_stopped_ || !sources_closed_) return;
  for (auto& sink : sinks_) {
    if (sink.outbox().drained()) continue;
    sink.outbox().set_on_drained([this] { check_drained(); });
    return;
  }
  draining_ = false;
  drain_timer_.reset();
  // From a later turn: this may be deep inside a sink's report.
  shard_.post(std::exchange(drained_, nullptr));
}

void ShardUnit::give_up() {
  if (std::exchange(given_up_, true)) return;
  for (auto& sink : sinks_) sink.outbox().give_up();
  sources_closed_ = true;
  check_drained();
}

void ShardUnit::join() {
  shard_.stop();
  thread_.join();
  for (auto& sink : sinks_) sink.close_journal();
}

ShardStatus ShardUnit::status() {
  const Time now = shard_.now();
  ShardStatus all;
  for (const auto& [name, connection] : connections_->all()) {
    all.connections.push_back(snapshot_of(*connection, now));
  }
  for (auto& sink : sinks_) all.sinks.push_back(sink.status(now));
  all.sources = sources_->status(now);
  return all;
}

}  // namespace sluice::app
