#include "tests/faults/scenario.hpp"

// The network between gateway and broker swallows every packet and tells nobody, until the client
// library has given up and has tried to connect again.
namespace sluice::test {
namespace {

const SinkKeys soon_noticed{.mqtt = "keep_alive: 1s, connect_timeout: 1s",
                            .kafka =
                                "properties: {socket.timeout.ms: \"1000\", "
                                "socket.connection.setup.timeout.ms: \"1000\"}"};

Verdict outlast_a_silent_drop(Cable& cable, Trial& trial) {
  trial.start();
  trial.server().await_more(4000);
  cable.hold();
  trial.gateway().wait_unready();
  trial.server().await_more(8000);
  cable.release();
  trial.recover();
  return trial.finish();
}

}  // namespace

std::vector<Scenario> silent_drop_scenarios() {
  return on_both_by_cable("silent_drop", soon_noticed, outlast_a_silent_drop);
}

}  // namespace sluice::test
