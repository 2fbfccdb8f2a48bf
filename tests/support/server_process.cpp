#include "tests/support/server_process.hpp"

#include <csignal>
#include <stdexcept>
#include <utility>

namespace sluice::test {

namespace {
constexpr std::chrono::milliseconds pace{50};
}

ServerProcess::ServerProcess(std::string name, ProcessSettings settings,
                             std::function<bool()> ready)
    : name_{std::move(name)}, settings_{std::move(settings)}, ready_{std::move(ready)} {}

void ServerProcess::start(Deadline deadline) {
  process_.emplace(settings_);
  while (!ready_()) {
    if (process_->exits_within(pace)) {
      throw waiting_failed(deadline, name_ + " ended instead of getting ready:" + process_->tail());
    }
    if (left_until(deadline).count() == 0) {
      throw waiting_failed(deadline, name_ + " is not ready in time:" + process_->tail());
    }
  }
}

int ServerProcess::stop(Deadline deadline) {
  process().signal(SIGTERM);
  const int code = process().wait_exit(deadline);
  process_.reset();
  return code;
}

void ServerProcess::kill() {
  process().signal(SIGKILL);
  process().wait_exit();
  process_.reset();
}

}  // namespace sluice::test
