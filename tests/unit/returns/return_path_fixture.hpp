#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/returns/return_path.hpp"
#include "tests/support/manual_loop.hpp"
#include "tests/support/roomy_outbox.hpp"
#include "tests/unit/relay/recording_sink.hpp"

namespace sluice::returns {

/// A source that writes down what it is asked for.
struct RecordingSource final : Source {
  void pause() noexcept override { paused = true; }
  void resume() noexcept override { paused = false; }
  void hold(Ticket ticket, std::size_t holder) noexcept override {
    held.emplace_back(ticket.sequence, holder);
  }
  void release(std::size_t holder) noexcept override {
    std::erase_if(held, [holder](const auto& one) { return one.second == holder; });
  }
  void settle(Ticket ticket) noexcept override { settled.push_back(ticket.sequence); }
  void stop(std::function<void()> quiet) noexcept override {
    stopped = true;
    is_quiet = std::move(quiet);
  }
  void close(Time, std::function<void()>) noexcept override {}

  bool paused = false;
  bool stopped = false;
  std::function<void()> is_quiet;  ///< how it says that it brings nothing more
  std::vector<std::pair<std::uint64_t, std::size_t>> held;  ///< tickets, and by which holder
  std::vector<std::uint64_t> settled;
};

/// An outlet that keeps what it is given until the test says what became of it.
struct RecordingOutlet final : Outlet {
  struct Given {
    ReturnEvent event;
    Done done;
  };

  void publish(ReturnEvent event, Done done) override {
    given.push_back({std::move(event), std::move(done)});
  }
  void withdraw(PublicationId id) override { withdrawn.push_back(id); }
  /// The outcome of the oldest event without one.
  void conclude(const ReturnOutcome& outcome = {}) {
    const Given first = std::move(given.front());
    given.pop_front();
    first.done(outcome);
  }

  std::deque<Given> given;
  std::vector<PublicationId> withdrawn;
};

constexpr WindowSettings usual_window{.max_messages = 50, .max_bytes = 16 * 1024 * 1024};

/// A return path between a source and two connections; sink 0 takes dead letters.
struct ReturnPathDriver {
  ReturnPathDriver() {
    outbox.attach(sink);
    outboxes.set(SinkId{0}, &outbox);
    client_events.set(ConnectionId{0}, &outlets[0]);
    client_events.set(ConnectionId{1}, &outlets[1]);
    http.set(ConnectionId{0}, &api);
  }
  static ReturnRule to_channel(std::string channel) {
    return {.connections = {ConnectionId{0}},
            .channel = std::move(channel),
            .event = "e",
            .patience = std::chrono::minutes{1}};
  }
  void start(std::vector<ReturnRule> rules, WindowSettings window = usual_window) {
    for (std::size_t i = 0; i < rules.size(); ++i) {
      auto& probe = probes.emplace_back();
      probe.name = "return-" + std::to_string(i);
      rules[i].id = ReturnId{static_cast<std::uint32_t>(i)};
      probe_list.set(rules[i].id, &probe);
    }
    returns.emplace(Returns::compile(rules, channels).value());
    path.emplace(ReturnPathContext{.returns = *returns,
                                   .source = SourceId{0},
                                   .client_events = client_events,
                                   .http = http,
                                   .outboxes = outboxes,
                                   .path_probe = path_probe,
                                   .probes = probe_list,
                                   .loop = loop,
                                   .wall_clock = [this] { return wall_now; },
                                   .origin = "edge",
                                   .window = window});
    path->attach(source);
    path->set_on_lost([this](const LostMessage& message) {
      lost.push_back(std::string{message.topic} + ": " + std::string{to_string(message.loss)});
    });
  }
  void receive(std::uint64_t ticket, std::string_view payload, std::string_view key = "k") {
    path->on_message({"cmd", key, payload, {}, wall_now}, Ticket{ticket});
  }

  [[nodiscard]] bool has_settled_all() const { return path_probe.pending.value() == 0; }
  [[nodiscard]] std::uint64_t dropped(ReturnLoss loss, std::size_t rule = 0) const {
    return probes[rule].dropped[static_cast<std::size_t>(loss)].value();
  }
  [[nodiscard]] std::uint64_t dead_lettered(ReturnLoss loss, std::size_t rule = 0) const {
    return probes[rule].dead_lettered[static_cast<std::size_t>(loss)].value();
  }
  [[nodiscard]] static std::uint64_t accounted_for(const ReturnProbe& probe) {
    std::uint64_t sum = probe.sent.value() + static_cast<std::uint64_t>(probe.pending.value());
    for (const telemetry::Counter& counter : probe.dropped) sum += counter.value();
    for (const telemetry::Counter& counter : probe.dead_lettered) sum += counter.value();
    return sum;
  }
  void expect_conserved() const {
    for (const auto& probe : probes) EXPECT_EQ(probe.received.value(), accounted_for(probe));
  }

  test::ManualLoop loop;
  WallTime wall_now = WallTime{} + std::chrono::hours{1000};
  std::vector<WantedChannels> channels{{ConnectionId{0}, "market", {"private-a", "private-b"}},
                                       {ConnectionId{1}, "second", {"private-c"}}};
  RecordingSource source;
  std::array<RecordingOutlet, 2> outlets;
  RecordingOutlet api;
  ById<ConnectionId, Outlet> client_events;
  ById<ConnectionId, Outlet> http;
  relay::OutboxProbe sink_probe;
  relay::RecordingSink sink;
  relay::Outbox outbox{
      {.max_records = 2, .max_bytes = test::roomy.max_bytes, .when_full = OverflowPolicy::block},
      loop,
      sink_probe};
  ById<SinkId, relay::Outbox> outboxes;
  PathProbe path_probe;
  std::deque<ReturnProbe> probes;
  ById<ReturnId, ReturnProbe> probe_list;
  std::optional<Returns> returns;
  std::optional<ReturnPath> path;
  std::vector<std::string> lost;
};

/// Each test ends with the balance of its counts.
struct ReturnPathFixture : testing::Test, ReturnPathDriver {
  void TearDown() override { expect_conserved(); }
};

}  // namespace sluice::returns
