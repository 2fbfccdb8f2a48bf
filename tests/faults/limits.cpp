#include <fmt/format.h>

#include <stdexcept>

#include "tests/faults/memory_limit.hpp"
#include "tests/faults/outcomes.hpp"
#include "tests/faults/scenario.hpp"

// Less memory than an outage would take, and fewer file descriptors than the connections would.
namespace sluice::test {
namespace {

constexpr std::size_t memory = std::size_t{64} * 1024 * 1024;
constexpr std::size_t event_bytes = 4000;
constexpr int descriptors = 128;
constexpr int crowd = 100;

/// A backlog of four times the memory.
Verdict outlast_in_little_memory(BrokerDestination& destination) {
  const MemoryLimit limit{memory};
  Trial trial{destination,
              {.server = {.rate = 8000, .padding = event_bytes},
               .sink = "outbox: {max_bytes: 16MiB, when_full: block}"}};
  trial.run_by(limit.wrapper());
  trial.start();
  trial.server().await_more(4000);
  destination.freeze();
  trial.server().await_more(4 * memory / event_bytes, within(std::chrono::minutes{2}));
  destination.thaw();
  trial.recover();
  return trial.finish();
}

/// More connections than descriptors: those that have none stay away, and neither the journal nor
/// the broker's return after an outage lacks any.
Verdict go_on_with_few_descriptors(BrokerDestination& destination) {
  NumberedServer other{{.clients = crowd}};
  other.pause();
  Trial trial{destination};
  for (int i = 0; i < crowd; ++i) trial.add_connection(fmt::format("crowd-{}", i), other.url());
  trial.run_by({"prlimit", fmt::format("--nofile={}", descriptors)});
  trial.start();
  trial.gateway().wait_metric("sluice_connection_losses_total", {{"reason", "dial_failed"}}, crowd);
  trial.server().await_more(20'000);
  destination.kill();
  trial.server().await_more(20'000);
  destination.start();
  trial.recover();
  const std::size_t connected = other.clients().size();
  if (connected == 0 || connected >= crowd) {
    throw std::runtime_error(fmt::format("{} of {} connected", connected, crowd));
  }
  if (count_of(trial.gateway(), "sluice_journal_failed") > 0) {
    throw std::runtime_error("the journal had no descriptor");
  }
  return trial.finish();
}

}  // namespace

std::vector<Scenario> limit_scenarios() {
  auto all = on_both("little_memory", outlast_in_little_memory);
  for (auto& scenario : on_both("few_descriptors", go_on_with_few_descriptors)) {
    all.push_back(scenario);
  }
  return all;
}

}  // namespace sluice::test
