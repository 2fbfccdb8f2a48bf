#include "gateway/app/connections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "gateway/app/shard_count.hpp"
#include "gateway/net/connection_settings.hpp"

namespace sluice::app {
namespace {

/// The interval at which the shard checks whether the machine slept.
constexpr Duration clock_interval{5'000};

}  // namespace

Connections::Connections(const ConnectionsContext& context, const Plan& plan) : context_(context) {
  for (const auto& settings : plan.config().connections) {
    if (is_ours(settings.name)) make(plan, settings, running_);
  }
}

bool Connections::is_ours(const std::string& name) const {
  return home_of(name, context_.shards) == context_.shard.index();
}

bool Connections::is_replaced(const Succession& next, const std::string& name) const {
  return next.replaced_connections.contains(name) ||
         (next.retried_connections.contains(name) && stayed_.contains(name));
}

std::unique_ptr<net::Connection> Connections::make(const Plan& plan,
                                                   const config::Connection& settings,
                                                   channels::ConnectionProbe& probe) {
  try {
    return std::make_unique<net::Connection>(context_.shard, settings, plan.router(),
                                             context_.relay, sequences_[settings.name], probe,
                                             context_.log);
  } catch (const std::exception& problem) {
    throw std::runtime_error(fmt::format("connections.{}: {}", settings.name, problem.what()));
  }
}

void Connections::make(const Plan& plan, const config::Connection& settings, ByName& out) {
  auto& probe = context_.probes.of(plan.names().connection(settings.name));
  out.emplace(settings.name, make(plan, settings, probe));
}

net::Connection* Connections::find(std::string_view name) const noexcept {
  const auto found = running_.find(name);
  return found == running_.end() ? nullptr : found->second.get();
}

void Connections::start() {
  for (const auto& [name, connection] : running_) start(*connection);
  watch_clocks();
}

void Connections::start(net::Connection& connection) {
  connection.start([this, &connection] { on_stopped(connection); });
}

void Connections::watch_clocks() {
  if (sleep_watch_.slept(context_.shard.moment())) {
    for (const auto& [name, connection] : running_) connection->on_slept();
  }
  clock_timer_ = context_.shard.after(clock_interval, [this] { watch_clocks(); });
}

/// So that connections use what their files contain now when they dial next.
void Connections::prepare_tls(const config::Connection& settings) const {
  for (const auto& tls : net::tls_with_files(settings)) {
    const auto made = context_.shard.tls_contexts().prepare(tls);
    if (made) continue;
    throw std::runtime_error(
        fmt::format("connections.{}: {}", settings.name, made.error().message));
  }
}

void Connections::prepare(const Succession& next) {
  ByName made;
  for (const auto& settings : next.plan.config().connections) {
    if (!is_ours(settings.name)) continue;
    if (next.connections.contains(settings.name)) prepare_tls(settings);
    if (next.connections.added.contains(settings.name)) make(next.plan, settings, made);
    if (is_replaced(next, settings.name)) {
      channels::ConnectionProbe no_matter;
      std::ignore = make(next.plan, settings, no_matter);
    }
  }
  prepared_ = std::move(made);
}

void Connections::discard() noexcept {
  prepared_.clear();
  context_.shard.tls_contexts().discard();
}

void Connections::follow(const Succession& next) {
  context_.shard.tls_contexts().follow();
  for (const auto& [name, connection] : running_) connection->follow(next.plan.router());
  for (const auto& settings : next.plan.config().connections) {
    if (!next.other_channels.contains(settings.name)) continue;
    if (auto* connection = find(settings.name)) connection->want(settings.channels);
  }
  for (const auto& [name, connection] : prepared_) start(*connection);
  running_.merge(prepared_);
}

void Connections::retire(const Succession& next, Taken done) {
  retired_ = std::move(done);
  for (const auto& name : next.connections.removed) {
    changes_.erase(name);
    stayed_.erase(name);
    if (auto removed = running_.extract(name)) leave(std::move(removed.mapped()));
  }
  for (const auto& settings : next.plan.config().connections) {
    if (is_ours(settings.name) && is_replaced(next, settings.name)) begin_change(next, settings);
  }
  check_retired();
}

/// A change before this one may still remember events of its overlap: it ends here.
void Connections::begin_change(const Succession& next, const config::Connection& settings) {
  const auto& name = settings.name;
  changes_.erase(name);
  stayed_.insert(name);  // until the cut
  auto& old = *running_.at(name);
  auto change = std::make_unique<Change>();
  try {
    auto& probe = context_.probes.beside(next.plan.names().connection(name), old.probe());
    change->next = make(next.plan, settings, probe);
  } catch (const std::exception& problem) {
    kept_.emplace_back(problem.what());
    return;
  }
  context_.log.info("connection changes: the new one subscribes first", {{"connection", name}});
  start(*change->next);
  change->takeover.emplace(
      context_.shard, old, *change->next,
      net::Takeover::Ends{
          .cut = [this, &change = *change] { on_cut(change); },
          .kept = [this, &change = *change](const auto& lack) { on_kept(change, lack); },
          .over = [this, name] { on_over(name); }});
  changes_.emplace(name, std::move(change));
}

void Connections::on_cut(Change& change) {
  const auto& name = change.next->settings().name;
  context_.log.info("connection taken over", {{"connection", name}});
  context_.probes.shard(context_.shard.index()).taken_over.add();
  stayed_.erase(name);
  leave(std::exchange(running_.at(name), std::move(change.next)));
  check_retired();
}

void Connections::on_kept(Change& change, const std::string& lack) {
  const auto& name = change.next->settings().name;
  context_.probes.shard(context_.shard.index()).kept.add();
  kept_.push_back(
      fmt::format("connections.{}: stays as it was: the new connection {}", name, lack));
  auto next = std::move(change.next);
  on_over(name);
  leave(std::move(next));
  check_retired();
}

/// The takeover, which is the caller, ends in a turn of its own.
void Connections::on_over(const std::string& name) {
  const auto over = changes_.find(name);
  const auto twins = over->second->takeover->twins();
  context_.probes.shard(context_.shard.index()).takeover_twins.add(twins);
  ended_.push_back(std::move(over->second));
  changes_.erase(over);
  context_.shard.post([this] { ended_.clear(); });
}

void Connections::leave(std::unique_ptr<net::Connection> connection) {
  leaving_.push_back(std::move(connection));
  leaving_.back()->stop();
}

/// Calls `retired_` once, when nothing that the step began is left.
void Connections::check_retired() {
  const auto is_open = [](const auto& change) { return change.second->next != nullptr; };
  if (!retired_ || !leaving_.empty() || std::ranges::any_of(changes_, is_open)) return;
  std::exchange(retired_, nullptr)(std::exchange(kept_, {}));
}

void Connections::stop(std::function<void()> stopped) {
  for (const auto& [name, change] : changes_) {
    if (change->next) change->takeover->cut();
  }
  unstopped_ = running_.size() + leaving_.size();
  if (unstopped_ == 0) return stopped();
  stopped_ = std::move(stopped);
  for (const auto& [name, connection] : running_) connection->stop();
}

void Connections::on_stopped(const net::Connection& connection) {
  const auto left =
      std::ranges::find(leaving_, &connection, [](const auto& each) { return each.get(); });
  if (left != leaving_.end()) {
    connection.probe().clear_gauges();
    leaving_.erase(left);
    check_retired();
  }
  if (stopped_ && --unstopped_ == 0) std::exchange(stopped_, nullptr)();
}

}  // namespace sluice::app
