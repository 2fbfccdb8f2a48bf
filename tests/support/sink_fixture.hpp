#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "connectors/connector.hpp"
#include "gateway/relay/outbox.hpp"
#include "tests/support/connector_fixture.hpp"
#include "tests/support/header_text.hpp"
#include "tests/support/roomy_outbox.hpp"

namespace sluice::connectors {

/// Stands between a sink and its outbox, where there is one: remembers what the sink reported, and
/// on which thread.
struct Recorder final : DeliveryListener {
  std::vector<std::pair<std::uint64_t, Outcome>> outcomes;
  std::vector<RejectionCode> rejections;
  int losses = 0;
  int ready = 0;
  bool on_other_thread = false;
  bool inside_submit = false;
  bool reported_inside_submit = false;
  relay::Outbox* outbox = nullptr;

  void on_delivered(Ticket ticket) noexcept override {
    note();
    outcomes.emplace_back(ticket.sequence, Outcome::delivered);
    if (outbox != nullptr) outbox->on_delivered(ticket);
  }
  void on_rejected(Ticket ticket, const Rejection& rejection) noexcept override {
    note();
    outcomes.emplace_back(ticket.sequence, Outcome::rejected);
    rejections.push_back(rejection.code);
    if (outbox != nullptr) outbox->on_rejected(ticket, rejection);
  }
  void on_lost(const Loss& loss) noexcept override {
    note();
    ++losses;
    if (outbox != nullptr) outbox->on_lost(loss);
  }
  void on_sink_ready() noexcept override {
    note();
    ++ready;
    if (outbox != nullptr) outbox->on_sink_ready();
  }

  void on_lane_ready(Lane lane) noexcept override {
    note();
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
  void note() noexcept {
    on_other_thread = on_other_thread || std::this_thread::get_id() != thread_;
    reported_inside_submit = reported_inside_submit || inside_submit;
  }
  std::thread::id thread_ = std::this_thread::get_id();
};

/// A sink as its outbox sees it, so that a report from within submit is noticed.
class WatchedSink final : public Sink {
 public:
  WatchedSink(Sink& sink, Recorder& recorder) : sink_(sink), recorder_(recorder) {}
  [[nodiscard]] Window window() const noexcept override { return sink_.window(); }
  [[nodiscard]] Admission submit(const Record& record, Ticket ticket) noexcept override {
    recorder_.inside_submit = true;
    const Admission admission = sink_.submit(record, ticket);
    recorder_.inside_submit = false;
    return admission;
  }
  void abandon() noexcept override { sink_.abandon(); }

 private:
  Sink& sink_;
  Recorder& recorder_;
};

/// What every sink test needs: a loop, a listener and a probe. A test either submits records
/// itself, or offers them to an outbox in front of its one sink, as the gateway does.
class SinkFixture : public ConnectorFixture {
 protected:
  struct Owned {
    std::string topic;
    std::string key;
    std::string payload;
    std::string headers;
  };

  ~SinkFixture() override {
    EXPECT_FALSE(recorder.on_other_thread);
    EXPECT_FALSE(recorder.reported_inside_submit);
  }

  SinkContext context() { return {"events", 0, loop, recorder, probe, log}; }

  /// Submits under the next ticket; the bytes live as long as the fixture.
  Admission submit(Sink& sink, std::string topic, std::string key, std::string payload,
                   std::span<const Header> headers = {}, const RecordFacts& facts = {}) {
    const Owned& owned = bytes.emplace_back(
        Owned{std::move(topic), std::move(key), std::move(payload), test::header_text(headers)});
    const Record record{owned.topic, owned.key, owned.payload, Headers{owned.headers}, facts};
    const Admission admission = WatchedSink{sink, recorder}.submit(record, Ticket{accepted});
    if (admission == Admission::accepted) ++accepted;
    return admission;
  }

  [[nodiscard]] bool all_settled() {
    return loop.run_until([&] { return recorder.outcomes.size() >= accepted; });
  }

  /// Offers a record to the outbox in front of the sink.
  void offer(Sink& sink, std::string_view topic, std::string_view key, std::string_view payload,
             std::span<const Header> headers = {}, const RecordFacts& facts = {}) {
    if (!outbox) open_outbox(sink);
    const std::string encoded = test::header_text(headers);
    const relay::Shape shape{.topic = static_cast<std::uint32_t>(topic.size()),
                             .key = static_cast<std::uint32_t>(key.size()),
                             .payload = static_cast<std::uint32_t>(payload.size()),
                             .headers = static_cast<std::uint32_t>(encoded.size())};
    text::Writer out = outbox->begin(shape.size());
    for (const std::string_view part : {topic, key, payload, std::string_view{encoded}}) {
      out.append(part);
    }
    outbox->commit(shape, facts);
  }

  /// Whether each record that was offered gets its outcome.
  [[nodiscard]] bool drained() {
    return loop.run_until([&] { return outbox->drained(); });
  }

  [[nodiscard]] std::uint64_t delivered() const { return outbox_probe.settled[0].value(); }
  [[nodiscard]] std::uint64_t rejected() const { return outbox_probe.settled[1].value(); }
  [[nodiscard]] std::uint64_t unavailable() const { return outbox_probe.settled[2].value(); }

  Recorder recorder;
  SinkProbe probe;
  relay::OutboxProbe outbox_probe;
  std::deque<Owned> bytes;
  std::uint64_t accepted = 0;  ///< also the next ticket
  std::optional<WatchedSink> watched;
  std::optional<relay::Outbox> outbox;

 private:
  void open_outbox(Sink& sink) {
    watched.emplace(sink, recorder);
    outbox.emplace(test::roomy, loop, outbox_probe);
    recorder.outbox = &*outbox;
    outbox->attach(*watched);
  }
};

}  // namespace sluice::connectors
