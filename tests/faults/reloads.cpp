#include <string>

#include "tests/faults/chance.hpp"
#include "tests/faults/scenario.hpp"

// One new configuration after another while events flow: routes, the sink, other sinks, connections
// and sources come, go and change, with bad files between them. The events' socket stays, and none
// is lost.
namespace sluice::test {
namespace {

constexpr int reloads = 50;
/// Nobody is there: what is added only tries to get there.
constexpr const char* nowhere = "127.0.0.1:1";

/// Things that no event touches, each by chance.
void add_some(Stage& stage, Chance& chance) {
  const auto by_chance = [&chance] { return chance.between(0, 1) == 0; };
  const std::string version = std::to_string(chance.between(0, 1));
  if (by_chance()) {
    stage.connection("spare", std::string("ws://") + nowhere, "key-" + version)
        .channels(by_chance() ? "private-a" : "private-a, private-b")
        .with("auth: {secret: s}");
    stage.mqtt_source("orders", "orders/" + version).set("url", std::string("mqtt://") + nowhere);
    const std::string event = by_chance() ? "placed" : "cancelled";
    stage.way_back("orders", "spare").with("channel: private-a, event: " + event);
  }
  if (by_chance()) {
    stage.mqtt("attic", std::string("mqtt://") + nowhere).with("window: 1" + version);
    stage.route("attic", "attic/" + version).with("match: {channel: nothing}");
  }
  if (by_chance()) stage.route("out", "nothing-" + version).with("match: {channel: nothing}");
}

Verdict reload_again_and_again(BrokerDestination& destination, const std::string& keys) {
  Trial trial{destination};
  Chance chance{1};
  trial.start();
  for (int number = 0; number < reloads; ++number) {
    trial.server().await_more(static_cast<std::size_t>(chance.between(200, 600)));
    const bool is_good = chance.between(0, 4) > 0;
    std::string sink =
        "outbox: {max_records: " + std::to_string(chance.between(50'000, 50'001)) + "}";
    if (chance.between(0, 1) == 0) sink += ", " + keys;
    trial.reload(
        sink,
        [&](Stage& stage) {
          add_some(stage, chance);
          if (!is_good) stage.key("not_a_key: 1");
        },
        is_good);
  }
  trial.recover();
  return trial.finish();
}

}  // namespace

std::vector<Scenario> reload_scenarios() {
  return on_both("reloads", {.mqtt = "window: 500", .kafka = "linger: 10ms"},
                 reload_again_and_again);
}

}  // namespace sluice::test
