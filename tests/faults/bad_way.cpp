#include "tests/faults/scenario.hpp"

// The way to the broker is a bad one for a while: slow, narrow, in the smallest of segments, or
// reset again and again.
namespace sluice::test {
namespace {

std::vector<Scenario> with_quality(const std::string& name, const CableQuality& quality) {
  return on_both_by_cable(name, {}, [quality](Cable& cable, Trial& trial) {
    trial.start();
    trial.server().await_more(4000);
    cable.be(quality);
    trial.server().await_more(20'000);
    cable.be({});
    trial.recover();
    return trial.finish();
  });
}

Verdict reset_again_and_again(Cable& cable, Trial& trial) {
  trial.start();
  for (int i = 0; i < 5; ++i) {
    trial.server().await_more(4000);
    cable.cut();
  }
  trial.recover();
  return trial.finish();
}

}  // namespace

std::vector<Scenario> bad_way_scenarios() {
  std::vector<Scenario> all;
  for (const auto& some : {with_quality("latency", {.latency = std::chrono::milliseconds{250}}),
                           with_quality("bandwidth", {.bytes_per_second = 20'000}),
                           with_quality("sliced", {.slice = 3}),
                           on_both_by_cable("reset", {}, reset_again_and_again)}) {
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

}  // namespace sluice::test
