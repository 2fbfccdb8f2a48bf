#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "tests/faults/scenario.hpp"
#include "tests/support/parts.hpp"

// faults [NAME…]: tries each scenario of these names, or all; one line each. Exit status 1 if any
// lost a record, or broke the order of a channel.
namespace sluice::test {
namespace {

std::vector<Scenario> all_scenarios() {
  std::vector<Scenario> all;
  for (const auto& some :
       {kill_scenarios(), stop_scenarios(), frozen_scenarios(), outage_scenarios(),
        silent_drop_scenarios(), damaged_journal_scenarios(), full_disk_scenarios(),
        poison_scenarios(), connection_lost_scenarios(), slices_scenarios(), backlog_scenarios()}) {
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

void print(const std::string& line) {
  std::puts(line.c_str());
  std::fflush(stdout);
}

std::string line_of(const Verdict& verdict) {
  const Account& account = verdict.account;
  return fmt::format("{:>8} {:>8} {:>9} {:>7} {:>10} {:>5} {:>10} {:>8.2f}", account.sent,
                     account.received, account.delivered, account.refused, account.duplicates,
                     account.lost, account.inversions, verdict.recovery_seconds);
}

/// Whether it held, or could not be tried on a machine that may lack parts.
bool holds(const Scenario& scenario, Brokers& brokers) {
  const std::string name = fmt::format("{:<15} {:<6}", scenario.name, scenario.broker);
  if (!scenario.missing.empty()) {
    print(fmt::format("{} NOT TRIED: {}", name, scenario.missing));
    return !must_have_every_part();
  }
  try {
    const Verdict verdict = scenario.run(brokers);
    print(name + line_of(verdict));
    return verdict.account.lost == 0 && verdict.account.inversions == 0;
  } catch (const std::exception& failure) {
    print(fmt::format("{} FAILED: {}", name, failure.what()));
    return false;
  }
}

int run(const std::vector<std::string>& names) {
  const auto scenarios = all_scenarios();
  for (const std::string& name : names) {
    if (std::ranges::count(scenarios, name, &Scenario::name) > 0) continue;
    print("faults: there is no " + name);
    return 2;
  }
  print(fmt::format("{:<15} {:<6}{:>8} {:>8} {:>9} {:>7} {:>10} {:>5} {:>10} {:>8}", "fault",
                    "broker", "sent", "received", "delivered", "refused", "duplicates", "lost",
                    "inversions", "recovery"));
  Brokers brokers;
  bool all_hold = true;
  for (const Scenario& scenario : scenarios) {
    if (!names.empty() && std::ranges::count(names, scenario.name) == 0) continue;
    all_hold = holds(scenario, brokers) && all_hold;
  }
  return all_hold ? 0 : 1;
}

}  // namespace
}  // namespace sluice::test

int main(int count, char** arguments) {
  return sluice::test::run({arguments + 1, arguments + count});
}
