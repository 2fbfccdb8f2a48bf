#include <fstream>
#include <iterator>
#include <stdexcept>

#include "tests/faults/scenario.hpp"

// A kill, and then the end of the journal is as a torn write leaves it: only the torn record is
// missing.
namespace sluice::test {
namespace {

/// Makes a file's bytes from the last place of `mark` on zeros, as many as it has. False when there
/// is no such place.
bool zero(const std::filesystem::path& file, const std::string& mark) {
  std::fstream stream{file, std::ios::in | std::ios::out | std::ios::binary};
  const std::string bytes{std::istreambuf_iterator<char>{stream}, {}};
  const auto place = bytes.rfind(mark);
  if (place == std::string::npos) return false;
  stream.clear();
  stream.seekp(static_cast<std::streamoff>(place));
  stream << std::string(mark.size(), '\0');
  return true;
}

void tear_record_of(const SentEvent& event, const std::filesystem::path& journal) {
  const std::string topic = MqttDestination::topic_of(event.channel, event.number);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(journal)) {
    if (entry.is_regular_file() && zero(entry.path(), topic)) return;
  }
  throw std::runtime_error("the journal has no record of " + topic);
}

Verdict lose_only_the_torn_record(Brokers&) {
  MqttDestination destination;
  Trial trial{destination};
  trial.start();
  trial.server().await_more(4000);
  destination.kill();
  trial.server().await_more(4000);
  trial.server().pause();
  trial.await_written();
  trial.kill(1);
  tear_record_of(trial.server().sent().back(), trial.journal());
  destination.start();
  trial.start();
  trial.server().resume();
  trial.recover();
  Verdict verdict = trial.finish();
  if (verdict.account.received == verdict.account.sent)
    throw std::runtime_error("nothing was torn");
  return verdict;
}

}  // namespace

std::vector<Scenario> torn_tail_scenarios() {
  return {{"torn_tail", "MQTT", Mosquitto::unavailable(), lose_only_the_torn_record}};
}

}  // namespace sluice::test
