#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <utility>

#include "tests/faults/scenario.hpp"

// A disk that is slow, or broken: its calls are answered by tests/support/faulty_disk.cpp.
namespace sluice::test {
namespace {

/// The disk of the gateways that its wrapper becomes.
class FaultyDisk {
 public:
  [[nodiscard]] std::vector<std::string> wrapper() const {
    return {"env", "LD_PRELOAD=" SLUICE_FAULTY_DISK_LIBRARY,
            "SLUICE_FAULTY_DISK=" + fault().string()};
  }
  void break_down() { folder_.write("fault", "broken"); }
  /// Until end() no sync comes to its end.
  void stall() {
    folder_.write("fault", "stalled");
    lock_ = ::open(fault().c_str(), O_RDONLY | O_CLOEXEC);
    ::flock(lock_, LOCK_EX);
  }
  void end() {
    std::filesystem::remove(fault());
    if (lock_ >= 0) ::close(std::exchange(lock_, -1));
  }

 private:
  [[nodiscard]] std::filesystem::path fault() const { return folder_.path() / "fault"; }

  TemporaryFolder folder_;
  int lock_ = -1;
};

/// Syncs last for seconds, and at last the gateway is killed in one.
Verdict outlast_stalls(Brokers&) {
  FaultyDisk disk;
  MqttDestination destination;
  Trial trial{destination, {.sink = "outbox: {max_records: 4000, when_full: block}"}};
  trial.run_by(disk.wrapper());
  trial.start();
  trial.server().await_more(4000);
  for (int i = 0; i < 3; ++i) {
    disk.stall();
    trial.server().await_more(8000);
    disk.end();
    trial.server().await_more(1000);
  }
  disk.stall();
  destination.freeze();
  trial.server().await_more(2000);
  trial.kill();
  destination.thaw();
  disk.end();
  trial.start();
  trial.recover();
  return trial.finish();
}

/// No write and no sync succeeds any more: the gateway says so and goes on in memory.
Verdict go_on_in_memory(Brokers&) {
  FaultyDisk disk;
  MqttDestination destination;
  Trial trial{destination};
  trial.run_by(disk.wrapper());
  trial.start();
  trial.server().await_more(4000);
  disk.break_down();
  trial.gateway().wait_metric("sluice_journal_failed", {}, 1);
  trial.server().await_more(4000);
  disk.end();
  trial.recover();
  return trial.finish();
}

}  // namespace

std::vector<Scenario> faulty_disk_scenarios() {
  const std::string missing = Mosquitto::unavailable();
  return {{"slow_disk", "MQTT", missing, outlast_stalls},
          {"failed_disk", "MQTT", missing, go_on_in_memory}};
}

}  // namespace sluice::test
