#include "tests/faults/mock_destination.hpp"
#include "tests/faults/scenario.hpp"

// A broker that answers whoever asks how it is, and takes no record, until the backlog is beyond
// the memory.
namespace sluice::test {
namespace {

Verdict outlast_it(Brokers&) {
  MockDestination destination;
  Trial trial{destination,
              {.sink = std::string{"outbox: {max_records: 4000, when_full: block}, "} +
                       MockDestination::one_request_at_a_time}};
  trial.start();
  trial.server().await_more(4000);
  destination.take_no_records();
  trial.server().await_more(20'000);
  trial.gateway().wait_metric("sluice_outbox_backlog_records", {}, 16'000);
  destination.take_records_again();
  trial.recover();
  return trial.finish();
}

}  // namespace

std::vector<Scenario> takes_nothing_scenarios() {
  return {{"takes_nothing", "mock", "", outlast_it}};
}

}  // namespace sluice::test
