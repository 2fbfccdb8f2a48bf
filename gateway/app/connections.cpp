#include "gateway/app/connections.hpp"

#include <fmt/format.h>

#include <exception>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "gateway/app/shard_count.hpp"

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

std::unique_ptr<net::Connection> Connections::make(const Plan& plan,
                                                   const config::Connection& settings,
                                                   channels::ConnectionProbe& probe) const {
  try {
    return std::make_unique<net::Connection>(context_.shard, settings, plan.router(),
                                             context_.relay, probe, context_.log);
  } catch (const std::exception& problem) {
    throw std::runtime_error(fmt::format("connections.{}: {}", settings.name, problem.what()));
  }
}

void Connections::make(const Plan& plan, const config::Connection& settings, ByName& out) const {
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

void Connections::prepare(const Succession& next) {
  ByName made;
  for (const auto& settings : next.plan.config().connections) {
    if (!is_ours(settings.name)) continue;
    if (next.connections.added.contains(settings.name)) make(next.plan, settings, made);
    if (next.replaced_connections.contains(settings.name)) {
      channels::ConnectionProbe no_matter;
      std::ignore = make(next.plan, settings, no_matter);
    }
  }
  prepared_ = std::move(made);
}

void Connections::follow(const Succession& next) {
  for (const auto& [name, connection] : running_) connection->follow(next.plan.router());
  for (const auto& settings : next.plan.config().connections) {
    const auto& name = settings.name;
    const bool has_other_channels =
        next.connections.changed.contains(name) && !next.replaced_connections.contains(name);
    if (!has_other_channels) continue;
    if (auto* connection = find(name)) connection->want(settings.channels);
  }
  for (const auto& [name, connection] : prepared_) start(*connection);
  running_.merge(prepared_);
}

void Connections::retire(const Succession& next, Taken done) {
  for (const auto* names : {&next.connections.removed, &next.replaced_connections}) {
    for (const auto& name : *names) leaving_.insert(running_.extract(name));
  }
  gone_ = [this, &next, done = std::move(done)] { done(replace(next)); };
  if (leaving_.empty()) return std::exchange(gone_, nullptr)();
  for (const auto& [name, connection] : leaving_) connection->stop();
}

Problems Connections::replace(const Succession& next) {
  Problems problems;
  for (const auto& settings : next.plan.config().connections) {
    if (!next.replaced_connections.contains(settings.name) || !is_ours(settings.name)) continue;
    context_.probes.of(next.plan.names().connection(settings.name)).clear_gauges();
    try {
      make(next.plan, settings, running_);
      start(*running_.at(settings.name));
    } catch (const std::exception& problem) {
      problems.emplace_back(problem.what());
    }
  }
  return problems;
}

void Connections::stop(std::function<void()> stopped) {
  unstopped_ = running_.size() + leaving_.size();
  if (unstopped_ == 0) return stopped();
  stopped_ = std::move(stopped);
  for (const auto& [name, connection] : running_) connection->stop();
}

void Connections::on_stopped(const net::Connection& connection) {
  const auto left = leaving_.find(connection.settings().name);
  if (left != leaving_.end() && left->second.get() == &connection) {
    leaving_.erase(left);
    if (leaving_.empty()) std::exchange(gone_, nullptr)();
  }
  if (stopped_ && --unstopped_ == 0) std::exchange(stopped_, nullptr)();
}

}  // namespace sluice::app
