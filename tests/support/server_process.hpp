#pragma once

#include <functional>
#include <optional>
#include <string>

#include "tests/support/process.hpp"

namespace sluice::test {

/// A real server that a test starts, stops and starts again with the same settings, hence on the
/// same port and with the same data.
class ServerProcess {
 public:
  /// `ready` is asked again and again after a start, on the caller's thread, and must not block
  /// for long.
  ServerProcess(std::string name, ProcessSettings settings, std::function<bool()> ready);

  /// Returns when the server is ready; throws with its output when that takes too long.
  void start(Deadline deadline = within(start_time));
  /// SIGTERM, and waits for its end.
  int stop(Deadline deadline = within(start_time));
  /// SIGKILL, and waits for its end: what it had not written is lost.
  void kill();

  /// The running process; only between start and stop.
  [[nodiscard]] Process& process() { return process_.value(); }

 private:
  std::string name_;
  ProcessSettings settings_;
  std::function<bool()> ready_;
  std::optional<Process> process_;
};

}  // namespace sluice::test
