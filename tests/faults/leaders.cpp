#include <algorithm>
#include <stdexcept>

#include "tests/faults/mock_destination.hpp"
#include "tests/faults/scenario.hpp"

// The leaders of partitions: one is away for long, and the records of all other partitions go on;
// or they change again and again, or give answers from which nobody knows whether they wrote.
namespace sluice::test {
namespace {

constexpr int partitions = 4;
constexpr const char* small_window =
    "queue_records: 1000, outbox: {max_records: 4000, when_full: block}";

NumberedServerSettings many_channels() {
  return {.channels = {"left", "right", "up", "down", "north", "south", "east", "west"},
          .rate = 1600};
}

/// Beside the partition without a leader the records of all channels elsewhere arrive, while it
/// lasts. The memory has no room for what it holds up.
Verdict hold_up_its_own_only(Brokers& brokers) {
  MockDestination destination{partitions};
  const auto server = many_channels();
  const int lost = destination.partition_of(server.channels.front());
  const auto healthy = std::ranges::count_if(server.channels, [&](const std::string& channel) {
    return destination.partition_of(channel) != lost;
  });
  Trial trial{destination, {.server = server, .sink = small_window}};
  trial.start();
  trial.server().await_more(4000);
  destination.take_leader(lost);
  const auto end = std::chrono::steady_clock::now() + brokers.outage();
  do {
    trial.server().await_more(4000);
  } while (std::chrono::steady_clock::now() < end);
  const auto sent =
      trial.server().sent_count() * static_cast<std::size_t>(healthy) / server.channels.size();
  trial.gateway().wait_metric("sluice_records_total", {{"outcome", "delivered"}},
                              static_cast<double>(sent));
  destination.give_leader(lost);
  trial.recover();
  return trial.finish();
}

Verdict change_again_and_again(Brokers&) {
  constexpr int brokers = 3;
  MockDestination destination{partitions, brokers};
  Trial trial{destination, {.server = many_channels()}};
  trial.start();
  for (int i = 0; i < 30; ++i) {
    trial.server().await_more(1000);
    destination.give_leader(i % partitions, 1 + i % brokers);
  }
  trial.recover();
  return trial.finish();
}

Verdict leave_in_doubt(Brokers&) {
  MockDestination destination{partitions};
  Trial trial{destination,
              {.server = many_channels(), .sink = MockDestination::one_request_at_a_time}};
  trial.start();
  for (int i = 0; i < 10; ++i) {
    trial.server().await_more(1000);
    destination.fail_produce_requests({RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
                                       RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND,
                                       RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION});
  }
  trial.recover();
  return trial.finish();
}

}  // namespace

std::vector<Scenario> leader_scenarios() {
  return {{"leaderless", "mock", "", hold_up_its_own_only},
          {"leader_change", "mock", "", change_again_and_again},
          {"in_doubt", "mock", "", leave_in_doubt}};
}

}  // namespace sluice::test
