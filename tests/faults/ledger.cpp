#include "tests/faults/ledger.hpp"

#include <algorithm>
#include <stdexcept>

namespace sluice::test {
namespace {

/// The first place of the events at the end of a killed run that neither arrived nor were written.
std::size_t end_of_received(const KilledRun& run, const std::vector<bool>& has_arrived) {
  std::size_t end = run.end;
  while (end > run.begin + run.written && !has_arrived[end - 1]) --end;
  return end;
}

/// Adds up what arrived first, what came twice and what came out of its order.
void count_arrivals(const std::map<std::string, std::vector<int>>& arrivals, Account& account) {
  for (const auto& [channel, numbers] : arrivals) {
    std::set<int> seen;
    for (const int number : numbers) {
      const bool is_late = !seen.empty() && number < *seen.rbegin();
      if (!seen.insert(number).second) {
        ++account.duplicates;
      } else if (is_late) {
        ++account.inversions;
      }
    }
    account.delivered += seen.size();
  }
}

}  // namespace

std::vector<KilledRun> outside(std::vector<Share> shares, std::size_t sent) {
  std::ranges::sort(shares, {}, &Share::begin);
  shares.push_back({.begin = sent, .end = sent});
  std::vector<KilledRun> holes;
  std::size_t end = 0;
  for (const Share& share : shares) {
    if (share.begin > end) holes.push_back({.begin = end, .end = share.begin, .written = 0});
    end = std::max(end, share.end);
  }
  return holes;
}

Account account_of(const Ledger& ledger, const std::map<std::string, std::vector<int>>& arrivals) {
  Account account{.sent = ledger.sent.size()};
  std::set<SentEvent> arrived;
  for (const auto& [channel, numbers] : arrivals) {
    for (const int number : numbers) arrived.insert({channel, number});
  }
  std::vector<bool> has_arrived;
  for (const SentEvent& event : ledger.sent) has_arrived.push_back(arrived.erase(event) > 0);
  if (!arrived.empty()) {
    throw std::runtime_error("nobody sent number " + std::to_string(arrived.begin()->number) +
                             " of " + arrived.begin()->channel);
  }
  std::vector<bool> is_received(ledger.sent.size(), true);
  for (const KilledRun& run : ledger.kills) {
    const auto from = static_cast<std::ptrdiff_t>(end_of_received(run, has_arrived));
    std::fill(is_received.begin() + from,
              is_received.begin() + static_cast<std::ptrdiff_t>(run.end), false);
  }
  for (std::size_t i = 0; i < ledger.sent.size(); ++i) {
    const bool is_refused = ledger.refused.contains(ledger.sent[i]);
    const bool is_damaged = ledger.damaged.contains(ledger.sent[i]);
    if (has_arrived[i] && (is_refused || is_damaged)) {
      throw std::runtime_error("a refused or damaged record arrived");
    }
    if (!is_received[i] || is_damaged) continue;
    ++account.received;
    if (is_refused) ++account.refused;
    if (!is_refused && !has_arrived[i]) ++account.lost;
  }
  count_arrivals(arrivals, account);
  return account;
}

}  // namespace sluice::test
