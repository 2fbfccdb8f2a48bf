#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gateway/core/sink.hpp"
#include "gateway/relay/outbox.hpp"

namespace sluice::connectors {

/// Stands between a sink and its outbox, where there is one. Remembers the reports of the sink, and
/// each breach of the contract in core/sink.hpp.
struct SinkRecorder final : DeliveryListener {
  /// The bytes of a record that the test itself submitted. They are freed when the sink gives the
  /// record back, so that AddressSanitizer sees a later use.
  struct Owned {
    std::string topic;
    std::string key;
    std::string payload;
    std::string headers;
  };

  std::vector<std::pair<std::uint64_t, Outcome>> outcomes;
  std::vector<RejectionCode> rejections;
  int losses = 0;
  int ready = 0;
  std::map<std::uint64_t, Owned> bytes;
  std::set<std::uint64_t> with_sink;  ///< accepted and not given back
  std::vector<std::string> breaches;
  relay::Outbox* outbox = nullptr;
  /// What the test does at a loss, from within on_lost.
  std::function<void()> on_each_loss = [] {};

  void on_delivered(std::span<const Ticket> tickets) noexcept override {
    for (const Ticket ticket : tickets) {
      take_back(ticket, "on_delivered");
      outcomes.emplace_back(ticket.sequence, Outcome::delivered);
    }
    if (outbox != nullptr) outbox->on_delivered(tickets);
  }
  void on_rejected(Ticket ticket, const Rejection& rejection) noexcept override {
    take_back(ticket, "on_rejected");
    outcomes.emplace_back(ticket.sequence, Outcome::rejected);
    rejections.push_back(rejection.code);
    if (outbox != nullptr) outbox->on_rejected(ticket, rejection);
  }
  void on_lost(const Loss& loss) noexcept override {
    note("on_lost");
    for (const Ticket suspect : loss.suspects) expect_with_sink(suspect, "a suspect of on_lost");
    for (const std::uint64_t ticket : std::exchange(with_sink, {})) bytes.erase(ticket);
    ++losses;
    waits_for_ready_ = true;
    on_each_loss();
    if (outbox != nullptr) outbox->on_lost(loss);
  }
  void on_sink_ready() noexcept override {
    note("on_sink_ready");
    ++ready;
    waits_for_ready_ = false;
    if (outbox != nullptr) outbox->on_sink_ready();
  }
  void on_lane_ready(Lane lane) noexcept override {
    note("on_lane_ready");
    if (outbox != nullptr) outbox->on_lane_ready(lane);
  }

  [[nodiscard]] std::size_t count(Outcome wanted) const {
    std::size_t n = 0;
    for (const auto& [ticket, outcome] : outcomes) n += outcome == wanted ? 1 : 0;
    return n;
  }
  /// So many different tickets, none twice.
  [[nodiscard]] bool settled_exactly(std::uint64_t tickets) const {
    std::set<std::uint64_t> seen;
    for (const auto& [ticket, outcome] : outcomes) seen.insert(ticket);
    return outcomes.size() == tickets && seen.size() == tickets;
  }

 private:
  friend class WatchedSink;

  void note(const std::string& report) {
    if (std::this_thread::get_id() != thread_) breaches.push_back(report + " on another thread");
    if (inside_submit_) breaches.push_back(report + " from within submit()");
    if (!sink_lives_) breaches.push_back(report + " after the sink was destroyed");
  }
  void expect_with_sink(Ticket ticket, const std::string& report) {
    if (with_sink.contains(ticket.sequence)) return;
    breaches.push_back(report + " for record " + std::to_string(ticket.sequence) +
                       ", which the sink does not have");
  }
  void take_back(Ticket ticket, const std::string& report) {
    note(report);
    expect_with_sink(ticket, report);
    with_sink.erase(ticket.sequence);
    bytes.erase(ticket.sequence);
  }
  void note_accepted(Ticket ticket) {
    if (waits_for_ready_) breaches.push_back("accepts a record between on_lost and on_sink_ready");
    with_sink.insert(ticket.sequence);
  }

  std::thread::id thread_ = std::this_thread::get_id();
  bool inside_submit_ = false;
  bool waits_for_ready_ = false;
  bool sink_lives_ = false;
};

/// A sink whose calls the recorder knows of.
class WatchedSink final : public Sink {
 public:
  WatchedSink(std::unique_ptr<Sink> sink, SinkRecorder& recorder)
      : recorder_(recorder), sink_(std::move(sink)) {
    recorder_.sink_lives_ = true;
    recorder_.waits_for_ready_ = false;
  }
  ~WatchedSink() override {
    sink_.reset();
    recorder_.sink_lives_ = false;
    recorder_.with_sink.clear();
    recorder_.bytes.clear();
  }

  [[nodiscard]] Window window() const noexcept override { return sink_->window(); }
  [[nodiscard]] Admission submit(const Record& record, Ticket ticket) noexcept override {
    recorder_.inside_submit_ = true;
    const Admission admission = sink_->submit(record, ticket);
    recorder_.inside_submit_ = false;
    if (admission == Admission::accepted) recorder_.note_accepted(ticket);
    return admission;
  }
  void abandon() noexcept override { sink_->abandon(); }

 private:
  SinkRecorder& recorder_;
  std::unique_ptr<Sink> sink_;
};

}  // namespace sluice::connectors
