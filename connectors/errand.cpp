#include "connectors/errand.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

namespace sluice::connectors {
namespace {

constexpr std::chrono::milliseconds patience{700};

std::atomic<Time> leave_at{never};

/// The running errands. Each errand's thread shares this and may outlive the Errands object.
struct UnderWay {
  std::mutex lock;
  std::condition_variable changed;
  std::size_t count = 0;
};

class Errands {
 public:
  static Errands& of_process() {
    static Errands errands;
    return errands;
  }
  ~Errands() {
    std::unique_lock guard(under_way_->lock);
    under_way_->changed.wait_until(guard, last_moment(), [this] { return under_way_->count == 0; });
  }

  /// Throws std::system_error where the machine has no thread left.
  void begin(std::function<void()> task) {
    const std::lock_guard guard(under_way_->lock);
    std::thread([under_way = under_way_, task = std::move(task)]() mutable {
      std::exchange(task, nullptr)();
      const std::lock_guard end_guard(under_way->lock);
      --under_way->count;
      under_way->changed.notify_all();
    }).detach();
    ++under_way_->count;
  }

 private:
  std::shared_ptr<UnderWay> under_way_ = std::make_shared<UnderWay>();
};

}  // namespace

bool run_errand(std::function<void()> task) noexcept {
  try {
    Errands::of_process().begin(std::move(task));
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

void leave_by(Time deadline) noexcept {
  leave_at = deadline;
}

Time last_moment() noexcept {
  static const Time end = std::chrono::steady_clock::now() + patience;  // once for all who wait
  return std::min(end, leave_at.load());
}

}  // namespace sluice::connectors
