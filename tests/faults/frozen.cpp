#include <csignal>

#include "tests/faults/scenario.hpp"

// SIGSTOP: a process that stands still while its connections stay, the gateway or the broker.
namespace sluice::test {
namespace {

Verdict freeze_the_gateway(BrokerDestination& destination) {
  Trial trial{destination};
  trial.start();
  trial.server().await_more(4000);
  trial.gateway().process().signal(SIGSTOP);
  trial.server().await_more(8000);
  trial.gateway().process().signal(SIGCONT);
  trial.recover();
  return trial.finish();
}

Verdict freeze_the_broker(BrokerDestination& destination) {
  Trial trial{destination};
  trial.start();
  trial.server().await_more(4000);
  destination.freeze();
  trial.server().await_more(40'000);
  destination.thaw();
  trial.recover();
  return trial.finish();
}

}  // namespace

std::vector<Scenario> frozen_scenarios() {
  auto all = on_both("gateway_frozen", freeze_the_gateway);
  for (auto& scenario : on_both("broker_frozen", freeze_the_broker)) all.push_back(scenario);
  return all;
}

}  // namespace sluice::test
