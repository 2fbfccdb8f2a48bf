#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/support/parts.hpp"
#include "tests/support/sink_fixture.hpp"
#include "tests/support/stage_maker.hpp"

namespace sluice::connectors {

/// A place for the records of one test, and sinks that write there.
class SinkStage {
 public:
  virtual ~SinkStage() = default;

  [[nodiscard]] virtual std::unique_ptr<Sink> make_sink(SinkContext context) = 0;
  /// From now on nobody takes or acknowledges a record.
  virtual void fall_silent() = 0;
  /// The payloads of the topic `trades` in their order, as soon as there are at least `count`.
  [[nodiscard]] virtual std::vector<std::string> payloads(std::size_t count) = 0;
};

/// The same with a broker that can go away and come back, and that keeps the records.
class BrokerSinkStage : public SinkStage {
 public:
  virtual void stop_broker() = 0;
  virtual void start_broker() = 0;
  /// From now on the sink loses its client with the records that it has, or with the next ones.
  virtual void break_client() = 0;
  /// Topics that no such broker takes.
  [[nodiscard]] virtual std::vector<std::string> forbidden_topics() const = 0;
};

template <class Stage>
class StagedSinkFixture : public SinkFixture,
                          public ::testing::WithParamInterface<StageMaker<Stage>> {
 protected:
  void SetUp() override {
    const StageMaker<Stage>& maker = this->GetParam();
    SLUICE_REQUIRE(maker.name, maker.unavailable());
    stage = maker.make();
  }

  std::unique_ptr<Sink> make() { return watched(stage->make_sink(context())); }

  void offer_numbers(Sink& sink, int from, int to) {
    for (int number = from; number < to; ++number) {
      offer(sink, "trades", "k", std::to_string(number));
    }
  }
  [[nodiscard]] bool up(int value) {
    return loop.run_until([&] { return probe.up.value() == value; });
  }
  [[nodiscard]] bool loses_its_client() {
    return loop.run_until([&] { return recorder.losses > 0; });
  }

  std::unique_ptr<Stage> stage;
};

/// What core/sink.hpp promises of each sink. A connector instantiates it with its stage:
/// INSTANTIATE_TEST_SUITE_P(Kafka, SinkContract, ::testing::Values(…), name_of<SinkStage>).
class SinkContract : public StagedSinkFixture<SinkStage> {};

/// What it promises besides, of a sink that has a broker.
class BrokerSinkContract : public StagedSinkFixture<BrokerSinkStage> {};

}  // namespace sluice::connectors
