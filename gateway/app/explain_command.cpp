#include "gateway/app/explain_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>
#include <vector>

#include "config/did_you_mean.hpp"
#include "config/problem.hpp"
#include "gateway/app/rehearsal/event_report.hpp"
#include "gateway/app/rehearsal/subscribers.hpp"

namespace sluice::app {
namespace {

std::vector<std::string_view> connections_of(const ExplainOrder& order,
                                             const config::Gateway& config) {
  if (order.connection.empty()) return likely_connections(config, order.event.channel);
  std::vector<std::string_view> all;
  for (const auto& connection : config.connections) all.push_back(connection.name);
  if (std::ranges::count(all, order.connection) > 0) return {order.connection};
  throw std::runtime_error(fmt::format("--connection: there is no {}{}",
                                       config::quoted(order.connection),
                                       config::did_you_mean(order.connection, all)));
}

std::string in_words(const Impossible& event) {
  std::string option{event.key};
  std::ranges::replace(option, '_', '-');
  return fmt::format("--{}: {}", option, event.why);
}

}  // namespace

int show_explanation(const ExplainOrder& order, config::Gateway config) try {
  const auto event = WholeEvent::of(order.event);
  if (!event) throw std::runtime_error(in_words(event.error()));
  const Plan plan(std::move(config));
  bool relayed = false;
  for (const auto connection : connections_of(order, plan.config())) {
    const auto report = report_on(plan, event->on(connection, std::chrono::system_clock::now(), 1));
    fmt::print("{}", report.text);
    relayed = relayed || report.relayed;
  }
  return relayed ? 0 : 1;
} catch (const std::runtime_error& error) {
  fmt::print(stderr, "sluice explain: {}\n", error.what());
  return 2;
}

}  // namespace sluice::app
