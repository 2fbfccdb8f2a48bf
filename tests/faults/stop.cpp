#include "tests/faults/scenario.hpp"

// SIGTERM under load, with the broker and without it: the exit status is 0, and the next start
// sends what was kept.
namespace sluice::test {
namespace {

Verdict stop_under_load(BrokerDestination& destination) {
  Trial trial{destination};
  trial.start();
  trial.server().await_more(4000);
  trial.stop();
  trial.start();
  trial.server().await_more(4000);
  destination.freeze();
  trial.server().await_more(4000);
  trial.stop();
  destination.thaw();
  trial.start();
  trial.recover();
  return trial.finish();
}

}  // namespace

std::vector<Scenario> stop_scenarios() {
  return on_both("stop", stop_under_load);
}

}  // namespace sluice::test
