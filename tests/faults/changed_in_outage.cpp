#include "tests/faults/scenario.hpp"

// The configuration changes while the broker is away: first the sink, whose new client finds
// nobody, then the connection together with the sink.
namespace sluice::test {
namespace {

Verdict change_in_an_outage(BrokerDestination& destination, const std::string& keys) {
  const std::string sink = "outbox: {max_records: 4000}";
  Trial trial{destination, {.server = {.clients = 2}, .sink = sink}};
  trial.start();
  trial.server().await_more(4000);
  destination.kill();
  trial.server().await_more(4000);
  trial.reload(
      sink + ", " + keys, [](Stage&) {}, true);
  trial.server().await_more(4000);
  trial.take_over("activity_timeout: 100s");
  trial.server().await_more(4000);
  destination.start();
  trial.recover();
  return trial.finish();
}

}  // namespace

std::vector<Scenario> changed_in_outage_scenarios() {
  return on_both("changed_in_outage", {.mqtt = "window: 500", .kafka = "linger: 10ms"},
                 change_in_an_outage);
}

}  // namespace sluice::test
