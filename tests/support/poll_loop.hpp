#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "gateway/core/loop.hpp"

namespace sluice::test {

/// A Loop over poll(2) for tests of connectors: real descriptors, real time, no Asio. The thread
/// that calls run_until() is the loop's thread.
class PollLoop final : public Loop {
 public:
  PollLoop();
  ~PollLoop();
  PollLoop(const PollLoop&) = delete;
  PollLoop& operator=(const PollLoop&) = delete;

  void post(Task task) override;
  [[nodiscard]] Handle at_turn_end(Task task) override {
    return after(Duration(0), std::move(task));
  }
  [[nodiscard]] Handle watch(int descriptor, Task task) override;
  [[nodiscard]] Handle after(Duration delay, Task task) override;
  /// Blocks until the answer is there, and then runs `done` as a timer of no time.
  [[nodiscard]] Handle connect(std::string host, std::uint16_t port, Duration timeout,
                               Connected done) override;
  void rate_address(const std::string&, const std::string& address, bool served) override {
    ratings_.emplace_back(address, served);
  }
  [[nodiscard]] Time now() const noexcept override { return std::chrono::steady_clock::now(); }

  /// Each address that was rated, and whether it served.
  [[nodiscard]] const std::vector<std::pair<std::string, bool>>& ratings() const noexcept {
    return ratings_;
  }

  /// Runs what is due until `done` holds. False when `deadline` passed first.
  [[nodiscard]] bool run_until(const std::function<bool()>& done,
                               std::chrono::milliseconds deadline = std::chrono::seconds{30});

 private:
  struct Watched {
    int descriptor;
    Task task;
  };
  struct Timer {
    Time due;
    Task task;
  };
  class Watch;
  class Delay;

  void turn(Time until);
  void run_posted();
  void run_timers();

  int wake_;
  std::mutex posted_lock_;
  std::vector<Task> posted_;
  std::uint64_t next_id_ = 1;
  std::map<std::uint64_t, Watched> watched_;
  std::map<std::uint64_t, Timer> timers_;
  std::vector<std::pair<std::string, bool>> ratings_;
};

}  // namespace sluice::test
