#include <stdexcept>

#include "tests/faults/scenario.hpp"

// A kill with a backlog, and then the journal is damaged: only the damaged record is missing.
namespace sluice::test {
namespace {

/// A gateway that was killed: its records are in the journal, some delivered and most not.
class Killed {
 public:
  Killed() {
    trial.start();
    trial.server().await_more(4000);
    destination.kill();
    trial.server().await_more(20'000);
    trial.server().pause();
    trial.await_written();
    trial.kill();
  }

  Verdict go_on() {
    destination.start();
    trial.start();
    trial.server().resume();
    trial.recover();
    return trial.finish();
  }

  MqttDestination destination;
  Trial trial{destination};
};

/// As a write that the end of the machine interrupts.
Verdict tear_the_tail(Brokers&) {
  Killed killed;
  killed.trial.damage(killed.trial.server().sent().back());
  return killed.go_on();
}

/// The journal says exactly what is lost.
Verdict flip_bits(Brokers&) {
  Killed killed;
  const auto sent = killed.trial.server().sent();
  killed.trial.damage(sent[sent.size() - 10'000]);
  killed.trial.damage(sent[sent.size() - 5000]);
  const Verdict verdict = killed.go_on();
  if (verdict.lost_in_journal != 2) {
    throw std::runtime_error("2 records were damaged, and the journal says " +
                             std::to_string(verdict.lost_in_journal));
  }
  return verdict;
}

/// Nothing is missing: what was delivered may come again.
Verdict lose_the_checkpoint(Brokers&) {
  Killed killed;
  killed.trial.damage_checkpoints();
  return killed.go_on();
}

}  // namespace

std::vector<Scenario> damaged_journal_scenarios() {
  const std::string missing = Mosquitto::unavailable();
  return {{"torn_tail", "MQTT", missing, tear_the_tail},
          {"bit_flip", "MQTT", missing, flip_bits},
          {"bad_checkpoint", "MQTT", missing, lose_the_checkpoint}};
}

}  // namespace sluice::test
