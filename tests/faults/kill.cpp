#include "tests/faults/scenario.hpp"

// kill -9 in mid-flow, again and again, and at last with a backlog: nothing that was written is
// lost.
namespace sluice::test {
namespace {

constexpr int kills = 3;

Verdict kill_in_mid_flow(BrokerDestination& destination) {
  Trial trial{destination};
  trial.start();
  for (int i = 0; i < kills; ++i) {
    trial.server().await_more(4000);
    trial.kill();
    trial.start();
    trial.recover();
  }
  destination.freeze();
  trial.server().await_more(4000);
  trial.kill();
  destination.thaw();
  trial.start();
  trial.recover();
  return trial.finish();
}

/// A backlog beyond the memory, and each gateway is killed when it has sent a part of it.
Verdict kill_in_replay(BrokerDestination& destination) {
  Trial trial{destination, {.sink = "outbox: {max_records: 4000, when_full: block}"}};
  trial.start();
  trial.server().await_more(4000);
  destination.freeze();
  trial.server().await_more(20'000);
  trial.kill();
  destination.thaw();
  for (int i = 0; i < kills; ++i) {
    trial.start();
    trial.gateway().wait_metric("sluice_records_total", {}, 3000);
    trial.kill();
  }
  trial.start();
  trial.recover();
  return trial.finish();
}

}  // namespace

std::vector<Scenario> kill_scenarios() {
  auto all = on_both("kill", kill_in_mid_flow);
  for (auto& scenario : on_both("replay_killed", kill_in_replay)) all.push_back(scenario);
  return all;
}

}  // namespace sluice::test
