#include "tests/faults/scenario.hpp"

// Five million records while the broker stands still, far beyond the memory: the oldest arrives
// first, and all in their order.
namespace sluice::test {
namespace {

constexpr std::size_t records = 5'000'000;

Verdict outlast_five_million(Brokers& brokers) {
  KafkaDestination destination = brokers.kafka();
  Trial trial{destination,
              {.server = {.rate = 100'000},
               .sink = "outbox: {max_records: 20000, when_full: block}",
               .settling_time = std::chrono::minutes{10}}};
  trial.start();
  trial.server().await_more(4000);
  destination.freeze();
  trial.server().await_more(records, within(std::chrono::minutes{10}));
  destination.thaw();
  trial.recover();
  return trial.finish();
}

}  // namespace

std::vector<Scenario> backlog_scenarios() {
  return {{"backlog", "Kafka", KafkaBroker::unavailable(), outlast_five_million}};
}

}  // namespace sluice::test
