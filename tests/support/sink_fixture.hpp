#pragma once

#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "connectors/connector.hpp"
#include "tests/support/connector_fixture.hpp"

namespace sluice::connectors {

/// Stands where the outbox stands: remembers what it was told, and on which thread.
struct Recorder final : DeliveryListener {
  std::vector<std::pair<std::uint64_t, Outcome>> outcomes;
  int ready = 0;
  bool on_other_thread = false;
  bool inside_submit = false;
  bool reported_inside_submit = false;

  void on_outcome(Ticket ticket, Outcome outcome) noexcept override {
    outcomes.emplace_back(ticket.sequence, outcome);
    note();
  }
  void on_sink_ready() noexcept override {
    ++ready;
    note();
  }

  [[nodiscard]] std::size_t count(Outcome wanted) const {
    std::size_t n = 0;
    for (const auto& [ticket, outcome] : outcomes) n += outcome == wanted ? 1 : 0;
    return n;
  }
  /// Each ticket once, none twice.
  [[nodiscard]] bool settled_exactly(std::uint64_t tickets) const {
    std::set<std::uint64_t> seen;
    for (const auto& [ticket, outcome] : outcomes) seen.insert(ticket);
    return outcomes.size() == tickets && seen.size() == tickets;
  }

 private:
  void note() noexcept {
    on_other_thread = on_other_thread || std::this_thread::get_id() != thread_;
    reported_inside_submit = reported_inside_submit || inside_submit;
  }
  std::thread::id thread_ = std::this_thread::get_id();
};

/// What every sink test needs: a loop, a listener, a probe, and the bytes that sinks borrow.
class SinkFixture : public ConnectorFixture {
 protected:
  struct Owned {
    std::string topic;
    std::string key;
    std::string payload;
  };

  ~SinkFixture() override {
    EXPECT_FALSE(recorder.on_other_thread);
    EXPECT_FALSE(recorder.reported_inside_submit);
  }

  SinkContext context() { return {"events", 0, loop, recorder, probe, log}; }

  /// Submits under the next ticket; the bytes live as long as the fixture.
  Admission submit(Sink& sink, std::string topic, std::string key, std::string payload,
                   std::span<const Header> headers = {}, const RecordFacts& facts = {}) {
    const Owned& owned =
        bytes.emplace_back(Owned{std::move(topic), std::move(key), std::move(payload)});
    recorder.inside_submit = true;
    const Admission admission =
        sink.submit({owned.topic, owned.key, owned.payload, headers, facts}, Ticket{accepted});
    recorder.inside_submit = false;
    if (admission == Admission::accepted) ++accepted;
    return admission;
  }

  /// As the outbox does: waits for the sink when it is full.
  Admission submit_patiently(Sink& sink, const std::string& topic, const std::string& key,
                             const std::string& payload) {
    Admission admission = submit(sink, topic, key, payload);
    while (admission == Admission::full) {
      const int before = recorder.ready;
      if (!loop.run_until([&] { return recorder.ready != before; })) return admission;
      admission = submit(sink, topic, key, payload);
    }
    return admission;
  }

  [[nodiscard]] bool all_settled() {
    return loop.run_until([&] { return recorder.outcomes.size() >= accepted; });
  }

  Recorder recorder;
  telemetry::SinkProbe probe;
  std::deque<Owned> bytes;
  std::uint64_t accepted = 0;  ///< also the next ticket
};

}  // namespace sluice::connectors
