#include "tests/faults/scenario.hpp"

// kill -9 in mid-flow, again and again, and at last with a backlog: nothing that was written is
// lost.
namespace sluice::test {
namespace {

constexpr int kills = 3;

Verdict kill_in_mid_flow(Destination& destination) {
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

}  // namespace

std::vector<Scenario> kill_scenarios() {
  return on_both("kill", kill_in_mid_flow);
}

}  // namespace sluice::test
