#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "tests/faults/long_run.hpp"
#include "tests/faults/report.hpp"

// crashloop N [--kafka] [--seed=N]: kills the gateway N times at random instants under load: in
// mid-flow, with a backlog, and while it starts and sends again what the kill before had left.
namespace sluice::test {
namespace {

using Clock = std::chrono::steady_clock;

class CrashLoop {
 public:
  CrashLoop(BrokerDestination& destination, std::uint64_t seed)
      : destination_(destination), chance_(seed), trial_(destination) {}

  bool run(int kills) {
    trial_.start();
    for (kills_ = 0; kills_ < kills;) {
      crash(kills - kills_);
      print(fmt::format("{:>6} kills, {:>8} sent, recovery {:.2f} s", kills_,
                        trial_.server().sent_count(), recoveries_.back()));
    }
    const Verdict verdict = trial_.finish();
    std::ranges::sort(recoveries_);
    print(fmt::format("kills {}, {}, recovery p50 {:.2f} s, max {:.2f} s", kills_,
                      figures_of(verdict.account), recoveries_[recoveries_.size() / 2],
                      recoveries_.back()));
    return holds(verdict.account);
  }

 private:
  /// One kill under load and up to three in the starts behind it, at most `left` in all; then the
  /// gateway lives until all is delivered.
  void crash(int left) {
    const bool with_backlog = chance_.between(1, 4) == 1;
    trial_.server().await_more(static_cast<std::size_t>(chance_.between(1, 4000)));
    if (with_backlog) {
      destination_.freeze();
      trial_.server().await_more(static_cast<std::size_t>(chance_.between(1, 8000)));
    }
    trial_.kill(std::chrono::milliseconds{chance_.between(0, 10)});
    if (with_backlog) destination_.thaw();
    const int in_starts = std::min(left - 1, std::max(0, chance_.between(-2, 3)));
    for (int i = 0; i < in_starts; ++i) {
      trial_.kill_in_start(std::chrono::milliseconds{chance_.between(1, 600)});
    }
    kills_ += 1 + in_starts;
    const auto start = Clock::now();
    trial_.start();
    trial_.recover();
    recoveries_.push_back(std::chrono::duration<double>{Clock::now() - start}.count());
  }

  BrokerDestination& destination_;
  Chance chance_;
  Trial trial_;
  int kills_ = 0;
  std::vector<double> recoveries_;  ///< seconds from a start until all that was sent had arrived
};

bool run(const LongRun& wanted) {
  if (!wanted.kafka) {
    MqttDestination destination;
    return CrashLoop{destination, wanted.seed}.run(wanted.count);
  }
  KafkaBroker broker;
  KafkaDestination destination{broker, "out"};
  return CrashLoop{destination, wanted.seed}.run(wanted.count);
}

}  // namespace
}  // namespace sluice::test

int main(int count, char** arguments) {
  return sluice::test::run_long("crashloop N [--kafka] [--seed=N]",
                                {arguments + 1, arguments + count}, sluice::test::run);
}
