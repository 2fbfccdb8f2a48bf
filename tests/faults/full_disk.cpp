#include "tests/faults/scenario.hpp"
#include "tests/faults/small_disk.hpp"

// The journal's disk fills up during an outage of the broker: the gateway says so, goes on in
// memory, and writes again once there is room.
namespace sluice::test {
namespace {

constexpr const char* written = "sluice_journal_written_total";
constexpr const char* full = "sluice_journal_full";

/// A gateway whose journal is on a small disk, and whose broker goes away.
class Filling {
 public:
  explicit Filling(const std::string& size) : disk{trial.journal(), size} {
    trial.run_by(disk.wrapper());
    trial.start();
    trial.server().await_more(2000);
    destination.kill();
  }

  /// Notes what has been written while there is no room.
  void await_full() {
    trial.gateway().wait_metric(full, {}, 1);
    trial.server().await_more(4000);
    written_before_ = trial.gateway().metric(written).value_or(0);
  }

  void await_written_again() { trial.gateway().wait_metric(written, {}, written_before_ + 1); }

  MqttDestination destination;
  Trial trial{destination, {.server = {.padding = 400}}};
  SmallDisk disk;

 private:
  double written_before_ = 0;
};

/// Deliveries make room.
Verdict go_on_in_memory(Brokers&) {
  Filling filling{"4m"};
  filling.await_full();
  filling.destination.start();
  filling.trial.recover();
  filling.await_written_again();
  return filling.trial.finish();
}

/// Somebody else's file takes the room and goes while the broker is still away. What was in memory
/// only is on disk then, so that a kill loses nothing.
Verdict free_by_hand(Brokers&) {
  Filling filling{"64m"};
  filling.disk.fill();
  filling.await_full();
  filling.disk.free();
  filling.trial.gateway().wait_metric_is(full, {}, 0);
  filling.trial.server().await_more(2000);
  filling.await_written_again();
  filling.trial.kill();
  filling.destination.start();
  filling.trial.start();
  filling.trial.recover();
  return filling.trial.finish();
}

}  // namespace

std::vector<Scenario> full_disk_scenarios() {
  const std::string missing = Mosquitto::unavailable() + SmallDisk::unavailable();
  return {{"full_disk", "MQTT", missing, go_on_in_memory},
          {"disk_freed", "MQTT", missing, free_by_hand}};
}

}  // namespace sluice::test
