#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <new>
#include <string>

#include "gateway/relay/relay.hpp"
#include "tests/support/manual_loop.hpp"
#include "tests/support/roomy_outbox.hpp"

namespace {
std::size_t allocations = 0;
}  // namespace

// Not inlined: the compiler would see free() meet its own operator new, and warn.
[[gnu::noinline]] void* operator new(std::size_t bytes) {
  ++allocations;
  if (void* const memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
  throw std::bad_alloc{};
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace sluice::relay {
namespace {

/// Holds a few hundred records, fewer than the outbox submits in one turn, and then settles them,
/// every second one first.
struct BatchingSink final : Sink {
  Admission submit(const Record& record, Ticket ticket) noexcept override {
    if (count == held.size()) return Admission::full;
    bytes += record.payload.size();
    held[count++] = ticket;
    return Admission::accepted;
  }
  Window window() const noexcept override { return {}; }
  void abandon() noexcept override {}

  void settle(Outbox& outbox) {
    for (const std::size_t first : {std::size_t{0}, std::size_t{1}}) {
      for (std::size_t i = first; i < count; i += 2) {
        outbox.on_delivered(held[i]);
      }
    }
    count = 0;
    outbox.on_sink_ready();
  }

  std::array<Ticket, 400> held;
  std::size_t count = 0;
  std::size_t bytes = 0;
};

const CloudEventTexts texts{"/connections/{connection}", "sluice.{kind}"};

struct AllocationTest : testing::Test {
  void send(int events) {
    for (int i = 0; i < events; ++i) {
      ++event.sequence;
      relay.on_event(event, routes, unrouted);
      for (int batch = 0; i % 5000 == 4999 && batch < 20; ++batch) sink.settle(outbox);
    }
  }

  std::array<RouteRule, 5> rules{
      RouteRule{.sink = SinkId{0}, .topic = "channels.{connection}", .key = "{channel}"},
      RouteRule{.channels = {.globs = {"pri*"}},
                .event_glob = "f?lled*",
                .sink = SinkId{0},
                .topic = "json.{channel}.{event}",
                .key = "{channel}",
                .headers = {{"from", "{connection}"}},
                .origin = "edge",
                .format = Format::json},
      RouteRule{
          .sink = SinkId{0}, .topic = "cloud", .format = Format::cloudevents, .cloud_event = texts},
      RouteRule{.sink = SinkId{0},
                .topic = "cloud",
                .headers = {{"from", "{connection}"}},
                .format = Format::cloudevents_binary,
                .cloud_event = texts},
      RouteRule{.event_glob = "never", .sink = SinkId{0}, .topic = "t"}};
  Router router = Router::compile(rules, RouteMode::all).value();
  test::ManualLoop loop;
  OutboxProbe probe;
  UnroutedCounts unrouted;
  BatchingSink sink;
  Outbox outbox{{.max_records = 8000,
                 .max_bytes = test::roomy.max_bytes,
                 .when_full = OverflowPolicy::drop_oldest},
                loop,
                probe};
  Relay relay{router, [this] {
                ById<SinkId, Outbox> outboxes;
                outboxes.set(SinkId{0}, &outbox);
                return outboxes;
              }()};
  ChannelRoutes routes = router.routes_for("market", "private-orders");
  std::string data = "\"{\\\"id\\\":1,\\\"text\\\":\\\"" + std::string(150, 'x') + "\\\"}\"";
  Event event{.kind = EventKind::message,
              .connection = "market",
              .channel = "private-orders",
              .name = "filled\"\n",
              .data = data,
              .user_id = "42"};

  void SetUp() override { outbox.attach(sink); }
};

TEST_F(AllocationTest, AnEventAllocatesNothingFromArrivalToOutcomeOnceWarm) {
  send(100'000);
  const std::size_t before = allocations;
  send(100'000);
  EXPECT_EQ(allocations - before, 0U);
  EXPECT_GT(probe.settled[0].value(), 50'000U);
  EXPECT_GT(probe.dropped[0].value(), 1000U) << "the full outbox must be part of the measurement";
  const auto held = static_cast<std::uint64_t>(probe.records.value());
  EXPECT_EQ(probe.offered.value(), probe.settled[0].value() + probe.dropped[0].value() + held);
}

TEST_F(AllocationTest, TheCounterSeesAnAllocation) {
  const std::size_t before = allocations;
  const std::string text(100, 'x');
  EXPECT_EQ(allocations - before, 1U);
}

}  // namespace
}  // namespace sluice::relay
