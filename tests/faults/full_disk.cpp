#include "tests/faults/scenario.hpp"

// The journal's disk fills up during an outage of the broker: the gateway says so, goes on in
// memory, and writes again once deliveries have made room.
namespace sluice::test {
namespace {

/// A command that mounts a disk of 4 MiB at `place`, in a name space of its own that needs no
/// privilege, and becomes the command behind it.
std::vector<std::string> on_small_disk(const std::filesystem::path& place) {
  return {"unshare",
          "--user",
          "--map-root-user",
          "--mount",
          "sh",
          "-c",
          R"(mount -t tmpfs -o size=4m,mode=700 journal "$0" && exec "$@")",
          place.string()};
}

std::string missing() {
  if (const std::string why = Mosquitto::unavailable(); !why.empty()) return why;
  const TemporaryFolder folder;
  auto command = on_small_disk(folder.path());
  command.emplace_back("true");
  Process process{{.arguments = command}};
  return process.wait_exit() == 0 ? "" : "nobody may mount here:" + process.tail();
}

Verdict go_on_in_memory(Brokers&) {
  MqttDestination destination;
  Trial trial{destination, {.server = {.padding = 400}}};
  std::filesystem::create_directory(trial.journal());
  trial.run_by(on_small_disk(trial.journal()));
  trial.start();
  trial.server().await_more(2000);
  destination.kill();
  trial.gateway().wait_metric("sluice_journal_full", {}, 1);
  trial.server().await_more(4000);
  const char* const written = "sluice_journal_written_total";
  const double before = trial.gateway().metric(written).value_or(0);
  destination.start();
  trial.recover();
  trial.gateway().wait_metric(written, {}, before + 1);
  return trial.finish();
}

}  // namespace

std::vector<Scenario> full_disk_scenarios() {
  return {{"full_disk", "MQTT", missing(), go_on_in_memory}};
}

}  // namespace sluice::test
