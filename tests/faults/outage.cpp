#include "tests/faults/scenario.hpp"

// The broker is killed in mid-flow and away for longer than the memory lasts.
namespace sluice::test {
namespace {

Verdict outlast_an_outage(BrokerDestination& destination) {
  // A journal's disk that stalls for a moment must not make the small outbox drop.
  Trial trial{destination, {.sink = "outbox: {max_records: 4000, when_full: block}"}};
  trial.start();
  trial.server().await_more(4000);
  destination.kill();
  trial.server().await_more(12000);
  destination.start();
  trial.recover();
  return trial.finish();
}

}  // namespace

std::vector<Scenario> outage_scenarios() {
  return on_both("outage", outlast_an_outage);
}

}  // namespace sluice::test
