#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "gateway/journal/journal.hpp"
#include "gateway/relay/outbox.hpp"
#include "tests/support/poll_loop.hpp"
#include "tests/unit/journal/simulated_disk.hpp"
#include "tests/unit/relay/recording_sink.hpp"
#include "tests/unit/relay/written_record.hpp"

namespace sluice::relay {

inline constexpr OutboxSettings roomy_with_disk{
    .max_records = 10'000, .max_bytes = 4 << 20, .max_disk = 64 << 20};

/// A hundred records in memory; the others are on disk.
inline constexpr OutboxSettings small_with_disk{
    .max_records = 100, .max_bytes = 64 << 10, .max_disk = 8 << 20};

struct NoProgress final : journal::Progress {
  void on_written(std::uint64_t, Time) noexcept override {}
  void on_synced(Time) noexcept override {}
  void on_size(std::uint64_t) noexcept override {}
};

/// An outbox with a journal on a simulated disk, and its writer's thread, from a start to an end.
struct Life {
  Life(
      journal::Disk& disk, const OutboxSettings& settings = roomy_with_disk,
      Admission answer = Admission::accepted, const std::function<void()>& before_reading = [] {},
      Sink* other_sink = nullptr)
      : spares(disk, 1 << 20, 2), outbox(settings, loop, probe) {
    sink.answer = answer;
    EXPECT_FALSE(spares.open());
    auto recovery = journal::recover(disk, "sink/0").value();
    Backlog backlog{.records = recovery.records, .bytes = recovery.bytes};
    auto store = std::make_unique<journal::Store>(disk, spares, "sink/0", std::move(recovery),
                                                  [this] { return std::uint64_t{random()}; });
    EXPECT_FALSE(store->begin());
    backlog.last = store->next_sequence() - 1;
    first_sequence = store->next_sequence();
    before_reading();
    writer.emplace(spares, Duration(1));
    journal = std::make_unique<journal::Journal>(loop, *writer, std::move(store), progress);
    outbox.set_journal(*journal, backlog);
    outbox.attach(other_sink == nullptr ? sink : *other_sink);
    journal->start();
  }
  void offer(const std::string& payload) {
    text::Writer out = outbox.begin(10 + payload.size());
    outbox.commit(write_record(out, "topic", "key", payload), {});
  }
  void deliver(std::size_t nth) { outbox.on_delivered(sink.got.at(nth).ticket); }
  [[nodiscard]] std::vector<std::string> submitted() const {
    std::vector<std::string> payloads;
    for (const auto& one : sink.got) payloads.push_back(one.payload);
    return payloads;
  }
  [[nodiscard]] std::uint64_t settled(Outcome outcome) const {
    return probe.settled[static_cast<std::size_t>(outcome)].value();
  }
  /// Delivers all that the sink has.
  void deliver_all() {
    while (delivered < sink.got.size()) deliver(delivered++);
  }
  /// Lets a sink that took nothing take everything, and delivers it at once.
  void drain() {
    sink.answer = Admission::accepted;
    outbox.on_sink_ready();
    EXPECT_TRUE(loop.run_until([this] {
      deliver_all();
      return outbox.drained();
    }));
    expect_conserved();
  }
  /// Of the records that were offered and taken.
  [[nodiscard]] std::uint64_t last_sequence() const {
    return first_sequence + probe.offered.value() - dropped(DropReason::outbox_full_newest) -
           dropped(DropReason::too_large) - 1;
  }
  /// Waits until all that was offered is written, or the disk has failed.
  void await_written() {
    EXPECT_TRUE(loop.run_until([this] {
      journal->want_word();
      return journal->written_through() >= last_sequence() || journal->failed();
    }));
    turn();
  }
  /// Waits until the sink has been given so many records.
  [[nodiscard]] bool submits(std::size_t count) {
    return loop.run_until([&] { return sink.got.size() >= count; });
  }
  [[nodiscard]] std::uint64_t dropped(DropReason reason) const {
    return probe.dropped[static_cast<std::size_t>(reason)].value();
  }
  /// The balance of the counts.
  void expect_conserved() const {
    auto sum = static_cast<std::uint64_t>(probe.records.value() + probe.backlog_records.value());
    for (const telemetry::Counter& counter : probe.settled) sum += counter.value();
    for (const telemetry::Counter& counter : probe.dropped) sum += counter.value();
    EXPECT_EQ(probe.offered.value() + probe.recovered.value(), sum);
  }
  /// Waits until the disk has failed.
  void await_failure() {
    EXPECT_TRUE(loop.run_until([this] { return journal->failed(); }));
  }
  /// Lets a turn of the loop end.
  void turn() {
    bool done = false;
    const auto handle = loop.after(Duration(0), [&done] { done = true; });
    EXPECT_TRUE(loop.run_until([&done] { return done; }));
  }
  /// As a process does that ends in order.
  void end() {
    outbox.give_up();
    outbox.on_lost({});
    journal->close();
    expect_conserved();
  }

  std::mt19937 random{7};
  std::uint64_t first_sequence = 0;
  std::size_t delivered = 0;  ///< by deliver_all()
  test::PollLoop loop;
  OutboxProbe probe;
  NoProgress progress;
  RecordingSink sink;
  journal::Spares spares;
  Outbox outbox;
  std::optional<journal::Writer> writer;
  std::unique_ptr<journal::Journal> journal;
};

}  // namespace sluice::relay
