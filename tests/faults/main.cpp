#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "tests/faults/report.hpp"
#include "tests/faults/scenario.hpp"
#include "tests/support/parts.hpp"

// faults [--outage=SECONDS] [NAME…]: tries each scenario of these names, or all; one line each.
// Exit status 1 if any lost a record, or broke the order of a channel.
namespace sluice::test {
namespace {

std::vector<Scenario> all_scenarios() {
  std::vector<Scenario> all;
  for (const auto& some : {kill_scenarios(),
                           stop_scenarios(),
                           frozen_scenarios(),
                           outage_scenarios(),
                           silent_drop_scenarios(),
                           bad_way_scenarios(),
                           takes_nothing_scenarios(),
                           leader_scenarios(),
                           faulty_disk_scenarios(),
                           receive_maximum_scenarios(),
                           taken_over_scenarios(),
                           two_gateways_scenarios(),
                           clock_jump_scenarios(),
                           limit_scenarios(),
                           damaged_journal_scenarios(),
                           full_disk_scenarios(),
                           poison_scenarios(),
                           connection_lost_scenarios(),
                           slices_scenarios(),
                           backlog_scenarios(),
                           reload_scenarios(),
                           takeover_scenarios(),
                           changed_in_outage_scenarios()}) {
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

std::string line_of(const Verdict& verdict) {
  const Account& account = verdict.account;
  return fmt::format("{:>8} {:>8} {:>9} {:>7} {:>10} {:>5} {:>10} {:>8.2f}", account.sent,
                     account.received, account.delivered, account.refused, account.duplicates,
                     account.lost, account.inversions, verdict.recovery_seconds);
}

/// Whether it held, or could not be tried on a machine that may lack parts.
bool stands(const Scenario& scenario, Brokers& brokers) {
  const std::string name = fmt::format("{:<15} {:<6}", scenario.name, scenario.broker);
  if (!scenario.missing.empty()) {
    print(fmt::format("{} NOT TRIED: {}", name, scenario.missing));
    return !must_have_every_part();
  }
  try {
    const Verdict verdict = scenario.run(brokers);
    print(name + line_of(verdict));
    return holds(verdict.account);
  } catch (const std::exception& failure) {
    print(fmt::format("{} FAILED: {}", name, failure.what()));
    return false;
  }
}

/// Takes `--outage=SECONDS` out of the arguments: how long a leader is away in `leaderless`.
std::chrono::seconds outage_of(std::vector<std::string>& arguments) {
  constexpr std::string_view option = "--outage=";
  std::chrono::seconds outage{10};
  std::erase_if(arguments, [&](const std::string& argument) {
    if (!argument.starts_with(option)) return false;
    outage = std::chrono::seconds{std::stoi(argument.substr(option.size()))};
    return true;
  });
  return outage;
}

int run(std::vector<std::string> names) {
  const auto outage = outage_of(names);
  const auto scenarios = all_scenarios();
  for (const std::string& name : names) {
    if (std::ranges::count(scenarios, name, &Scenario::name) > 0) continue;
    print("faults: there is no " + name);
    return 2;
  }
  print(fmt::format("{:<15} {:<6}{:>8} {:>8} {:>9} {:>7} {:>10} {:>5} {:>10} {:>8}", "fault",
                    "broker", "sent", "received", "delivered", "refused", "duplicates", "lost",
                    "inversions", "recovery"));
  Brokers brokers{outage};
  bool all_hold = true;
  for (const Scenario& scenario : scenarios) {
    if (!names.empty() && std::ranges::count(names, scenario.name) == 0) continue;
    all_hold = stands(scenario, brokers) && all_hold;
  }
  return all_hold ? 0 : 1;
}

}  // namespace
}  // namespace sluice::test

int main(int count, char** arguments) {
  return sluice::test::run({arguments + 1, arguments + count});
}
