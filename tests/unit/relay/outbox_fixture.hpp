#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gateway/relay/outbox.hpp"
#include "tests/support/manual_loop.hpp"
#include "tests/support/roomy_outbox.hpp"
#include "tests/unit/relay/recording_sink.hpp"
#include "tests/unit/relay/written_record.hpp"

namespace sluice::relay {

/// An outbox in front of a RecordingSink, and what its counts say.
struct OutboxDriver {
  void open(OutboxSettings settings = test::roomy) {
    outbox = std::make_unique<Outbox>(settings, loop, probe);
    outbox->attach(sink);
  }
  void offer(std::string_view payload) {
    text::Writer out = outbox->begin(1 + payload.size());
    outbox->commit(write_record(out, "t", "", payload), {});
  }
  void deliver(std::size_t nth) { outbox->on_delivered(sink.got.at(nth).ticket); }
  void reject(std::size_t nth) { outbox->on_rejected(sink.got.at(nth).ticket, {}); }
  void sink_has_room_again() {
    sink.answer = Admission::accepted;
    outbox->on_sink_ready();
  }

  [[nodiscard]] std::vector<std::string> submitted() const {
    std::vector<std::string> payloads;
    for (const RecordingSink::Submitted& one : sink.got) payloads.push_back(one.payload);
    return payloads;
  }
  [[nodiscard]] std::uint64_t settled(Outcome outcome) const {
    return probe.settled[static_cast<std::size_t>(outcome)].value();
  }
  [[nodiscard]] std::uint64_t dropped(DropReason reason) const {
    return probe.dropped[static_cast<std::size_t>(reason)].value();
  }
  [[nodiscard]] std::uint64_t accounted_for() const {
    std::uint64_t sum = static_cast<std::uint64_t>(probe.records.value());
    for (const telemetry::Counter& counter : probe.settled) sum += counter.value();
    for (const telemetry::Counter& counter : probe.dropped) sum += counter.value();
    return sum;
  }
  void expect_conserved() const { EXPECT_EQ(probe.offered.value(), accounted_for()); }

  test::ManualLoop loop;
  OutboxProbe probe;
  RecordingSink sink;
  std::unique_ptr<Outbox> outbox;
};

/// Each test ends with the balance of its counts.
struct OutboxFixture : testing::Test, OutboxDriver {
  void TearDown() override { expect_conserved(); }
};

}  // namespace sluice::relay
