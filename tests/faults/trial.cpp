#include "tests/faults/trial.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "tests/faults/damage.hpp"
#include "tests/faults/outcomes.hpp"

namespace sluice::test {

void configure(Stage& stage, Destination& destination, const NumberedServer& server,
               const std::filesystem::path& journal, const TrialSettings& settings) {
  stage.key("shards: 1");
  stage.key("drain_timeout: 2s");
  const std::string more = settings.journal.empty() ? "" : ", " + settings.journal;
  stage.key("journal: {path: \"" + journal.string() + "\", segment_bytes: 1MiB" + more + "}");
  stage.connection("numbers", server.url(), "app-key")
      .channels(fmt::format("{}", fmt::join(settings.server.channels, ", ")))
      .with("reconnect: {initial: 50ms, max: 500ms}")
      .with(settings.connection);
  destination.configure(stage, settings.sink);
}

Trial::Trial(Destination& destination, const TrialSettings& settings)
    : destination_(destination), settings_(settings), server_(settings.server) {
  configure(stage_, destination_, server_, journal(), settings);
}

void Trial::add_connection(const std::string& name, const std::string& url) {
  stage_.connection(name, url, "app-key").channels("left, right");
}

void Trial::reach_server_by(const Cable& cable) {
  stage_.connection("numbers", "ws://127.0.0.1:" + std::to_string(cable.port()), "app-key");
}

void Trial::reload(const std::string& sink, const std::function<void(Stage&)>& add, bool is_good) {
  TrialSettings settings = settings_;
  settings.sink = sink;
  reload(settings, add, is_good);
}

void Trial::take_over(const std::string& connection) {
  TrialSettings settings = settings_;
  settings.connection = connection;
  reload(
      settings, [](Stage&) {}, true);
  server_.await_client(++sessions_);
}

void Trial::reload(const TrialSettings& settings, const std::function<void(Stage&)>& add,
                   bool is_good) {
  stage_.clear();
  configure(stage_, destination_, server_, journal(), settings);
  add(stage_);
  stage_.rewrite();
  const auto answer = gateway().post("/api/v1/reload", within(start_time));
  if (answer.status == (is_good ? 200 : 400)) return;
  throw std::runtime_error(
      fmt::format("a reload was answered with {}: {}", answer.status, answer.body));
}

void Trial::start() {
  stage_.launch().wait_started();
  earlier_ = 0;
  await_session();
}

void Trial::await_session() {
  server_.await_client(sessions_ + 1);
  begin_session();
}

void Trial::begin_session() {
  ++sessions_;
  begin_ = server_.clients().back();
  if (!ledger_.kills.empty() && ledger_.kills.back().end == 0) ledger_.kills.back().end = begin_;
}

void Trial::cut(Cable& from_server) {
  server_.pause();
  from_server.cut();
  begin_next_session();
}

void Trial::fall_silent(Cable& from_server) {
  from_server.hold();
  gateway().wait_unready();
  server_.pause();
  from_server.release();
  begin_next_session();
}

/// While nothing is sent, the gateway's count is that of the session that has ended.
void Trial::begin_next_session() {
  ledger_.kills.push_back({.begin = begin_, .end = 0, .written = 0});
  await_session();
  const std::size_t received = count_of(gateway(), "sluice_events_received_total");
  ledger_.kills.back().written = received - earlier_;
  earlier_ = received;
  server_.resume();
}

void Trial::await_written() {
  gateway().wait_metric("sluice_journal_written_total", {},
                        static_cast<double>(earlier_ + server_.sent_count() - begin_));
}

void Trial::note_end() {
  const std::size_t written = count_of(gateway(), "sluice_journal_written_total");
  ledger_.kills.push_back(
      {.begin = begin_, .end = 0, .written = std::max(written, earlier_) - earlier_});
}

void Trial::kill(std::chrono::milliseconds after) {
  note_end();
  test::kill(gateway(), after);
}

void Trial::kill_in_start(std::chrono::milliseconds after) {
  stage_.launch();
  test::kill(gateway(), after);
  server_.await_nobody();
  if (server_.clients().size() == sessions_) return;
  begin_session();
  ledger_.kills.push_back({.begin = begin_, .end = 0, .written = 0});
}

void Trial::stop() {
  note_end();
  end_well(gateway());
}

void Trial::damage(const SentEvent& event) {
  const std::string topic = MqttDestination::topic_of(event.channel, event.number);
  bool found = false;
  for_each_file(journal(), [&](const auto& file) { found = zero_last(file, topic) || found; });
  if (!found) throw std::runtime_error("the journal has no record of " + topic);
  ledger_.damaged.insert(event);
}

void Trial::damage_checkpoints() {
  for_each_file(journal(), [](const std::filesystem::path& file) {
    if (file.filename() == "checkpoint") zero(file);
  });
}

void Trial::await_settled(std::size_t place) {
  await_outcomes(gateway(), earlier_ + place - begin_, settings_.settling_time);
}

double Trial::recover() {
  const auto start = std::chrono::steady_clock::now();
  await_settled(server_.sent_count());
  recovery_ = std::chrono::steady_clock::now() - start;
  return recovery_.count();
}

Verdict Trial::finish() {
  server_.pause();
  await_settled(server_.sent_count());
  if (server_.clients().size() != sessions_) {
    throw std::runtime_error("the gateway connected again, and nobody had cut it off");
  }
  check_balance(gateway());
  const std::size_t lost_in_journal = count_of(gateway(), "sluice_journal_lost_total");
  end_well(gateway());
  ledger_.sent = server_.sent();
  for (const SentEvent& event : ledger_.sent) {
    if (server_.is_large(event)) ledger_.refused.insert(event);
  }
  return {account_of(ledger_, destination_.arrivals()), recovery_.count(), lost_in_journal};
}

}  // namespace sluice::test
