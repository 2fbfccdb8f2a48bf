#include "tests/faults/outcomes.hpp"

#include <csignal>
#include <stdexcept>

namespace sluice::test {
namespace {

constexpr std::chrono::milliseconds pace{25};

}  // namespace

std::size_t count_of(GatewayProcess& gateway, const std::string& name) {
  return static_cast<std::size_t>(gateway.metric(name).value_or(0));
}

void await_outcomes(GatewayProcess& gateway, std::size_t received, std::chrono::minutes time) {
  gateway.wait_metric("sluice_events_received_total", {}, static_cast<double>(received),
                      within(time));
  const std::size_t all = received + count_of(gateway, "sluice_journal_recovered_total");
  // Of any outcome, and dropped ones too: the ledger finds what did not arrive.
  const auto deadline = within(time);
  while (count_of(gateway, "sluice_records_total") +
             count_of(gateway, "sluice_records_dropped_total") <
         all) {
    if (gateway.process().exits_within(pace) || left_until(deadline).count() == 0) {
      throw std::runtime_error("the gateway did not settle " + std::to_string(all) +
                               " records:" + gateway.process().tail());
    }
  }
}

void check_balance(GatewayProcess& gateway) {
  const std::size_t in = count_of(gateway, "sluice_records_offered_total") +
                         count_of(gateway, "sluice_journal_recovered_total");
  const std::size_t out = count_of(gateway, "sluice_records_total") +
                          count_of(gateway, "sluice_records_dropped_total") +
                          count_of(gateway, "sluice_outbox_records");
  if (in == out) return;
  throw std::runtime_error("the gateway had " + std::to_string(in) + " records and accounts for " +
                           std::to_string(out));
}

void kill(GatewayProcess& gateway, std::chrono::milliseconds after) {
  Process& process = gateway.process();
  if (process.exits_within(after)) {
    throw std::runtime_error("the gateway ended by itself:" + process.tail());
  }
  process.signal(SIGKILL);
  process.wait_exit();
}

void end_well(GatewayProcess& gateway) {
  if (const int code = gateway.terminate(); code != 0) {
    throw std::runtime_error("the gateway ended with " + std::to_string(code) + ":" +
                             gateway.process().tail());
  }
}

}  // namespace sluice::test
