#include <benchmark/benchmark.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "gateway/relay/relay.hpp"
#include "gateway/text/json_string.hpp"
#include "tests/support/manual_loop.hpp"
#include "tests/support/roomy_outbox.hpp"

namespace sluice::relay {
namespace {

/// Takes everything, and settles it a thousand at a time, as a broker's batch of reports does.
struct NullSink final : Sink {
  Admission submit(const Record& record, Ticket ticket) noexcept override {
    benchmark::DoNotOptimize(record.payload.data());
    held[count++] = ticket;
    return Admission::accepted;
  }
  Window window() const noexcept override { return {}; }
  void abandon() noexcept override {}

  std::array<Ticket, 1000> held;
  std::size_t count = 0;
};

/// As many as a busy connection brings at a time. Without turns, records would wait in the outbox.
constexpr std::uint64_t events_per_turn = 64;

// A data token of about 140 bytes with 22 escapes, as a server sends JSON inside a string.
std::string data_token() {
  std::string token = R"("{\"id\":123456789)";
  for (int i = 0; i < 10; ++i) token += R"(,\"k)" + std::to_string(i) + R"(\":12345)";
  return token + "}\"";
}

/// How often the main thread comes for what a tap has, at some million events a second.
constexpr std::uint64_t events_per_look = 200'000;

enum class Watched : std::uint8_t { no, everything, one_channel };

void open_tap(tap::TapPoint& point, Watched watched) {
  if (watched == Watched::everything) point.add({}, {});
  if (watched == Watched::one_channel) {
    point.add({}, tap::TapFilter({.channel = "presence-*"}));
  }
}

void on_event(benchmark::State& state, Format format, Watched watched = Watched::no) {
  const std::vector<RouteRule> rules{
      {.channels = {.globs = {"private-*"}},
       .topic = "channels.{connection}",
       .key = "{channel}",
       .format = format,
       .cloud_event = CloudEventTexts{"/connections/{connection}", "sluice.{kind}"}}};
  const Router router = Router::compile(rules, RouteMode::all).value();
  test::ManualLoop loop;
  OutboxProbe probe;
  UnroutedCounts unrouted;
  NullSink sink;
  Outbox outbox{test::roomy, loop, probe};
  outbox.attach(sink);
  ById<SinkId, Outbox> outboxes;
  outboxes.set(SinkId{}, &outbox);
  Relay relay{router, outboxes};
  tap::TapPoint taps;
  open_tap(taps, watched);
  relay.set_taps(taps);
  const ChannelRoutes routes = router.routes_for("market", "private-orders");
  const std::string data = data_token();
  Event event{.kind = EventKind::message,
              .connection = "market",
              .channel = "private-orders",
              .name = "filled",
              .data = data,
              .user_id = {}};
  for ([[maybe_unused]] auto _ : state) {
    ++event.sequence;
    relay.on_event(event, routes, unrouted);
    if (event.sequence % events_per_turn == 0) loop.advance(Duration{0});
    if (watched != Watched::no && event.sequence % events_per_look == 0) {
      benchmark::DoNotOptimize(taps.take({}, std::chrono::steady_clock::now()));
    }
    if (sink.count < sink.held.size()) continue;
    outbox.on_delivered(sink.held);
    sink.count = 0;
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(on_event, raw, Format::raw);
BENCHMARK_CAPTURE(on_event, json, Format::json);
BENCHMARK_CAPTURE(on_event, raw_with_tap, Format::raw, Watched::everything);
BENCHMARK_CAPTURE(on_event, raw_with_other_tap, Format::raw, Watched::one_channel);
BENCHMARK_CAPTURE(on_event, json_with_tap, Format::json, Watched::everything);
BENCHMARK_CAPTURE(on_event, cloud_event, Format::cloudevents);
BENCHMARK_CAPTURE(on_event, cloud_event_binary, Format::cloudevents_binary);

void unescape_token(benchmark::State& state) {
  const std::string token = data_token();
  std::vector<char> room(token.size());
  for ([[maybe_unused]] auto _ : state) {
    text::Writer out{room};
    benchmark::DoNotOptimize(text::unescape(token, out));
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(token.size()));
}
BENCHMARK(unescape_token);

void glob(benchmark::State& state) {
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(
        text::glob_matches("client-*-changed", "client-cursor-position-changed"));
  }
}
BENCHMARK(glob);

}  // namespace
}  // namespace sluice::relay
