#include "tests/faults/trial.hpp"

#include <csignal>
#include <stdexcept>

namespace sluice::test {
namespace {

/// For a backlog, on a machine whose cores are all busy.
constexpr std::chrono::minutes settling_time{2};

std::string after_comma(const std::string& keys) {
  return keys.empty() ? "" : ", " + keys;
}

}  // namespace

Trial::Trial(Destination& destination, const TrialSettings& settings)
    : destination_(destination), server_(settings.server) {
  stage_.key("shards: 1");
  stage_.key("journal: {path: \"" + journal().string() + "\", segment_bytes: 1MiB" +
             after_comma(settings.journal) + "}");
  stage_.connection("numbers", server_.url(), "app-key")
      .channels("left, right")
      .with("reconnect: {initial: 50ms, max: 500ms}");
  destination_.configure(stage_, settings.sink);
}

void Trial::start() {
  stage_.launch().wait_started();
  server_.await_client(++starts_);
  begin_ = server_.clients().back();
  if (!ledger_.kills.empty() && ledger_.kills.back().end == 0) ledger_.kills.back().end = begin_;
}

std::size_t Trial::sum_of(const std::string& name) {
  return static_cast<std::size_t>(gateway().metric(name).value_or(0));
}

void Trial::kill() {
  const std::size_t written = sum_of("sluice_journal_written_total");
  gateway().process().signal(SIGKILL);
  gateway().process().wait_exit();
  ledger_.kills.push_back({.begin = begin_, .end = 0, .written = written});
}

void Trial::await_settled(std::size_t place) {
  const std::size_t own = place - begin_;
  gateway().wait_metric("sluice_events_received_total", {}, static_cast<double>(own),
                        within(settling_time));
  const std::size_t all = own + sum_of("sluice_journal_recovered_total");
  // Without a label both outcomes: delivered, and rejected where the scenario means it.
  gateway().wait_metric("sluice_records_total", {}, static_cast<double>(all),
                        within(settling_time));
}

void Trial::recover() {
  const auto start = std::chrono::steady_clock::now();
  await_settled(server_.sent_count());
  recovery_ = std::chrono::steady_clock::now() - start;
}

Verdict Trial::finish() {
  server_.pause();
  await_settled(server_.sent_count());
  if (const int code = gateway().terminate(); code != 0) {
    throw std::runtime_error("the gateway ended with " + std::to_string(code) + ":" +
                             gateway().process().tail());
  }
  ledger_.sent = server_.sent();
  return {account_of(ledger_, destination_.arrivals()), recovery_.count()};
}

}  // namespace sluice::test
