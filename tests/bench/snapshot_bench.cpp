// What one presence snapshot costs a shard, by its members: the time a member stays the same.
#include <benchmark/benchmark.h>

#include <chrono>
#include <string>

#include "gateway/channels/session/session.hpp"
#include "tests/support/session_settings.hpp"

namespace sluice::channels {
namespace {

std::string acknowledgement_of(std::int64_t members) {
  std::string ids;
  std::string hash;
  for (std::int64_t i = 0; i < members; ++i) {
    const auto id = std::to_string(i);
    const auto* comma = i == 0 ? "" : ",";
    ids += comma + (R"(\")" + id) + R"(\")";
    hash += comma + (R"(\")" + id) + R"(\":{\"name\":\"member )" + id + R"(\"})";
  }
  return R"({"event":"pusher_internal:subscription_succeeded","channel":"presence-a",)"
         R"("data":"{\"presence\":{\"ids\":[)" +
         ids + R"(],\"hash\":{)" + hash + R"(},\"count\":)" + std::to_string(members) + R"(}}"})";
}

void presence_snapshot(benchmark::State& state) {
  SessionSettings settings = test::session_settings();
  settings.channels = {"presence-a"};
  settings.subscription.signer.emplace("key", "secret", "gateway", "");
  auto frame = acknowledgement_of(state.range(0));
  const auto size = frame.size();
  frame.append(EnvelopeParser::padding, ' ');
  const std::string established =
      R"({"event":"pusher:connection_established","data":{"socket_id":"1.1"}})" +
      std::string(EnvelopeParser::padding, ' ');
  for (auto _ : state) {
    state.PauseTiming();
    ConnectionProbe probe;
    EnvelopeParser parser;
    Random random{42};
    const Moment now{Time(std::chrono::hours(1)), WallTime(std::chrono::hours(24))};
    Session session(settings, probe, parser, random);
    Actions actions;
    session.start(now, actions);
    session.on_looked_up(1, now, actions);
    session.on_open(1, now);
    session.on_frame({established.data(), established.size() - EnvelopeParser::padding}, now,
                     actions);
    actions.clear();
    state.ResumeTiming();
    session.on_frame({frame.data(), size}, now, actions);
    benchmark::DoNotOptimize(actions.data());
    if (session.subscriptions().all()[0].members().count() != std::size_t(state.range(0))) {
      state.SkipWithError("the members are not known");
    }
  }
  state.SetComplexityN(state.range(0));
  state.counters["per_member"] =
      benchmark::Counter(double(state.range(0)), benchmark::Counter::kIsIterationInvariantRate |
                                                     benchmark::Counter::kInvert);
}
BENCHMARK(presence_snapshot)
    ->Arg(5'000)
    ->Arg(20'000)
    ->Arg(100'000)
    ->Unit(benchmark::kMillisecond)
    ->Complexity();

}  // namespace
}  // namespace sluice::channels
