#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>

#include "tests/faults/scenario.hpp"

// The wall clock of the gateways jumps by hours, ahead and back, in mid-flow and with a backlog; a
// gateway starts with records from the future. Its calls are answered by
// tests/support/moved_wall_clock.cpp.
namespace sluice::test {
namespace {

/// The wall clock of the gateways that its wrapper becomes.
class WallClock {
 public:
  WallClock() { be_ahead({}); }

  [[nodiscard]] std::vector<std::string> wrapper() const {
    return {"env", "LD_PRELOAD=" SLUICE_MOVED_WALL_CLOCK_LIBRARY,
            "SLUICE_WALL_CLOCK=" + file().string()};
  }
  /// Of the clock of everybody else.
  void be_ahead(std::chrono::seconds span) const {
    const std::int64_t seconds = span.count();
    const int clock = ::open(file().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    const auto written = ::pwrite(clock, &seconds, sizeof seconds, 0);
    ::close(clock);
    if (written != sizeof seconds) throw std::runtime_error("cannot move the clock");
  }

 private:
  [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "ahead"; }

  TemporaryFolder folder_;
};

Verdict jump_by_hours(BrokerDestination& destination) {
  const WallClock clock;
  Trial trial{destination, {.journal = "max_age: 3h"}};
  trial.run_by(clock.wrapper());
  trial.start();
  const auto jump_to = [&](int hours) {
    trial.server().await_more(4000);
    clock.be_ahead(std::chrono::hours{hours});
  };
  for (const int hours : {1, 0, -1}) jump_to(hours);
  trial.server().await_more(4000);
  destination.freeze();
  for (const int hours : {1, -1}) jump_to(hours);
  trial.server().await_more(4000);
  trial.kill();
  destination.thaw();
  trial.start();
  trial.recover();
  return trial.finish();
}

}  // namespace

std::vector<Scenario> clock_jump_scenarios() {
  return on_both("clock_jump", jump_by_hours);
}

}  // namespace sluice::test
