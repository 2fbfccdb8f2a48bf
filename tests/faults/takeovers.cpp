#include <stdexcept>
#include <string>

#include "tests/faults/chance.hpp"
#include "tests/faults/scenario.hpp"

// The numbers' connection changes again and again in mid-flow. Each time a new socket takes over
// from the old one: nothing is lost, and nothing comes twice.
namespace sluice::test {
namespace {

constexpr int takeovers = 5;

Verdict change_again_and_again(BrokerDestination& destination, const std::string& keys) {
  Trial trial{destination, {.server = {.clients = 2}, .sink = keys}};
  Chance chance{1};
  trial.start();
  for (int number = 1; number <= takeovers; ++number) {
    trial.server().await_more(static_cast<std::size_t>(chance.between(200, 2000)));
    trial.take_over("activity_timeout: " + std::to_string(100 + number) + "s");
  }
  trial.server().await_more(2000);
  trial.recover();
  const Verdict verdict = trial.finish();
  if (verdict.account.duplicates > 0) throw std::runtime_error("events of an overlap came twice");
  return verdict;
}

}  // namespace

std::vector<Scenario> takeover_scenarios() {
  return on_both("takeovers", {.mqtt = "window: 500", .kafka = "linger: 10ms"},
                 change_again_and_again);
}

}  // namespace sluice::test
