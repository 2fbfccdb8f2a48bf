#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "tests/unit/relay/outbox_life.hpp"

namespace sluice::relay {

inline constexpr OutboxSettings little_memory{.max_records = 100,
                                              .max_bytes = 1 << 20,
                                              .max_disk = 64 << 20,
                                              .when_full = OverflowPolicy::block};

inline constexpr OutboxSettings least_memory{.max_records = 100,
                                             .max_bytes = 16 << 10,
                                             .max_disk = 64 << 20,
                                             .when_full = OverflowPolicy::block};

/// Lanes by a payload's first letter, each with room for some records. Expects the records of a
/// lane in the order in which they were offered.
struct LaneSink final : Sink {
  struct OneLane {
    std::deque<std::string> due;  ///< not submitted, or lost
    std::deque<std::pair<std::string, Ticket>> in_flight;
    std::size_t room = 1'000'000;
    bool refused = false;
  };

  Admission submit(const Record& record, Ticket ticket) noexcept override {
    if (!up) return Admission::full;
    OneLane& lane = lanes[record.payload.front()];
    lane.refused = lane.refused || lane.in_flight.size() >= lane.room;
    if (lane.refused) return Lane{static_cast<std::uint64_t>(record.payload.front())};
    std::string payload{record.payload};
    EXPECT_TRUE(!lane.due.empty() && lane.due.front() == payload) << payload << " is out of order";
    if (!lane.due.empty()) lane.due.pop_front();
    lane.in_flight.emplace_back(std::move(payload), ticket);
    return Admission::accepted;
  }
  Window window() const noexcept override { return {}; }
  void abandon() noexcept override {}

  void lose_all() {
    for (auto& [name, lane] : lanes) {
      for (auto one = lane.in_flight.rbegin(); one != lane.in_flight.rend(); ++one) {
        lane.due.push_front(one->first);
      }
      lane.in_flight.clear();
      lane.refused = false;
    }
    up = false;
  }
  /// Whether only lanes that refuse have records that are due.
  [[nodiscard]] bool holds_up_no_open_lane() const {
    return std::ranges::all_of(
        lanes, [](const auto& one) { return one.second.refused || one.second.due.empty(); });
  }

  std::map<char, OneLane> lanes;
  bool up = true;
};

struct OutboxParkingTest : testing::Test {
  void start(const OutboxSettings& settings = little_memory) {
    life.emplace(
        *disk, settings, Admission::accepted, [] {}, &sink);
  }
  void offer(char lane, int count = 1) {
    for (int i = 0; i < count; ++i) {
      const std::string payload = lane + std::to_string(++offered);
      sink.lanes[lane].due.push_back(payload);
      life->offer(payload);
      if (i % 10 == 9) life->await_written();
    }
    life->await_written();
  }
  void stop(char lane) { sink.lanes[lane].room = 0; }
  void go_on(char lane, std::size_t room = 1'000'000) {
    sink.lanes[lane].room = room;
    make_ready(lane);
  }
  void make_ready(char name) {
    LaneSink::OneLane& lane = sink.lanes[name];
    if (!lane.refused || lane.in_flight.size() >= lane.room) return;
    lane.refused = false;
    life->outbox.on_lane_ready({static_cast<std::uint64_t>(name)});
  }
  void deliver(char name, std::size_t count = 1'000'000) {
    LaneSink::OneLane& lane = sink.lanes[name];
    for (; count > 0 && !lane.in_flight.empty(); --count) {
      const Ticket ticket = lane.in_flight.front().second;
      lane.in_flight.pop_front();
      life->outbox.on_delivered(ticket);
    }
    make_ready(name);
  }
  void lose() {
    sink.lose_all();
    life->outbox.on_lost({});
  }
  void come_up() {
    sink.up = true;
    life->outbox.on_sink_ready();
  }
  [[nodiscard]] testing::AssertionResult await_no_open_lane_held_up() {
    if (life->loop.run_until([this] { return sink.holds_up_no_open_lane(); })) {
      return testing::AssertionSuccess();
    }
    auto result = testing::AssertionFailure() << on_disk_only() << " records are on disk only";
    for (const auto& [name, lane] : sink.lanes) {
      result << "; " << name << (lane.refused ? " refuses" : " is open") << " with "
             << lane.in_flight.size() << " in flight and " << lane.due.size() << " due";
    }
    return result;
  }
  /// All lanes take all, and all is delivered.
  void drain() {
    come_up();
    EXPECT_TRUE(life->loop.run_until([this] {
      for (auto& [name, lane] : sink.lanes) {
        go_on(name);
        deliver(name);
      }
      return life->outbox.drained();
    }));
    life->expect_conserved();
    for (const auto& [name, lane] : sink.lanes) EXPECT_TRUE(lane.due.empty()) << name;
  }
  [[nodiscard]] std::int64_t on_disk_only() const { return life->probe.backlog_records.value(); }

  std::unique_ptr<journal::SimulatedDisk> disk = std::make_unique<journal::SimulatedDisk>(1);
  LaneSink sink;
  std::optional<Life> life;
  int offered = 0;
};

}  // namespace sluice::relay
