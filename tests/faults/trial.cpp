#include "tests/faults/trial.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <stdexcept>

#include "tests/faults/damage.hpp"

namespace sluice::test {
namespace {

constexpr std::chrono::milliseconds pace{25};

}  // namespace

Trial::Trial(Destination& destination, const TrialSettings& settings)
    : destination_(destination), server_(settings.server), settling_time_(settings.settling_time) {
  stage_.key("shards: 1");
  stage_.key("drain_timeout: 2s");
  stage_.key("journal: {path: \"" + journal().string() + "\", segment_bytes: 1MiB}");
  stage_.connection("numbers", server_.url(), "app-key")
      .channels(fmt::format("{}", fmt::join(settings.server.channels, ", ")))
      .with("reconnect: {initial: 50ms, max: 500ms}")
      .with(settings.connection);
  destination_.configure(stage_, settings.sink);
}

void Trial::reach_server_by(const Cable& cable) {
  stage_.connection("numbers", "ws://127.0.0.1:" + std::to_string(cable.port()), "app-key");
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
  const std::size_t received = sum_of("sluice_events_received_total");
  ledger_.kills.back().written = received - earlier_;
  earlier_ = received;
  server_.resume();
}

std::size_t Trial::sum_of(const std::string& name) {
  return static_cast<std::size_t>(gateway().metric(name).value_or(0));
}

void Trial::await_written() {
  gateway().wait_metric("sluice_journal_written_total", {},
                        static_cast<double>(earlier_ + server_.sent_count() - begin_));
}

void Trial::note_end() {
  const std::size_t written = sum_of("sluice_journal_written_total");
  ledger_.kills.push_back(
      {.begin = begin_, .end = 0, .written = std::max(written, earlier_) - earlier_});
}

void Trial::kill(std::chrono::milliseconds after) {
  note_end();
  kill_process(after);
}

void Trial::kill_process(std::chrono::milliseconds after) {
  Process& process = gateway().process();
  if (process.exits_within(after)) {
    throw std::runtime_error("the gateway ended by itself:" + process.tail());
  }
  process.signal(SIGKILL);
  process.wait_exit();
}

void Trial::kill_in_start(std::chrono::milliseconds after) {
  stage_.launch();
  kill_process(after);
  server_.await_nobody();
  if (server_.clients().size() == sessions_) return;
  begin_session();
  ledger_.kills.push_back({.begin = begin_, .end = 0, .written = 0});
}

void Trial::stop() {
  note_end();
  terminate();
}

void Trial::terminate() {
  if (const int code = gateway().terminate(); code != 0) {
    throw std::runtime_error("the gateway ended with " + std::to_string(code) + ":" +
                             gateway().process().tail());
  }
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
  const std::size_t own = earlier_ + place - begin_;
  gateway().wait_metric("sluice_events_received_total", {}, static_cast<double>(own),
                        within(settling_time_));
  const std::size_t all = own + sum_of("sluice_journal_recovered_total");
  // Of any outcome, and dropped ones too: the ledger finds what did not arrive.
  const auto deadline = within(settling_time_);
  while (sum_of("sluice_records_total") + sum_of("sluice_records_dropped_total") < all) {
    if (gateway().process().exits_within(pace) || left_until(deadline).count() == 0) {
      throw std::runtime_error("the gateway did not settle " + std::to_string(all) +
                               " records:" + gateway().process().tail());
    }
  }
}

double Trial::recover() {
  const auto start = std::chrono::steady_clock::now();
  await_settled(server_.sent_count());
  recovery_ = std::chrono::steady_clock::now() - start;
  return recovery_.count();
}

void Trial::check_balance() {
  const std::size_t in =
      sum_of("sluice_records_offered_total") + sum_of("sluice_journal_recovered_total");
  const std::size_t out = sum_of("sluice_records_total") + sum_of("sluice_records_dropped_total") +
                          sum_of("sluice_outbox_records");
  if (in == out) return;
  throw std::runtime_error("the gateway had " + std::to_string(in) + " records and accounts for " +
                           std::to_string(out));
}

Verdict Trial::finish() {
  server_.pause();
  await_settled(server_.sent_count());
  if (server_.clients().size() != sessions_) {
    throw std::runtime_error("the gateway connected again, and nobody had cut it off");
  }
  check_balance();
  const std::size_t lost_in_journal = sum_of("sluice_journal_lost_total");
  terminate();
  ledger_.sent = server_.sent();
  for (const SentEvent& event : ledger_.sent) {
    if (server_.is_large(event)) ledger_.refused.insert(event);
  }
  return {account_of(ledger_, destination_.arrivals()), recovery_.count(), lost_in_journal};
}

}  // namespace sluice::test
