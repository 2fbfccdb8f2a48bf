#pragma once

#include <memory>
#include <source_location>
#include <string>
#include <vector>

#include "tests/support/caller.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/source_fixture.hpp"
#include "tests/support/stage_maker.hpp"

namespace sluice::connectors {

/// A broker for one test, and sources that read there.
class SourceStage {
 public:
  virtual ~SourceStage() = default;

  /// Each one has the same name at the broker: the next reads on where the last one ended.
  [[nodiscard]] virtual std::unique_ptr<Source> make_source(SourceContext context) = 0;
  /// Writes messages for the sources, and returns when the broker has them in this order.
  virtual void publish(const std::vector<std::string>& payloads) = 0;
  virtual void stop_broker() = 0;
  virtual void start_broker() = 0;
  /// From now on the broker answers nothing.
  virtual void fall_silent() = 0;
};

class StagedSourceFixture : public SourceFixture,
                            public ::testing::WithParamInterface<StageMaker<SourceStage>> {
 protected:
  void SetUp() override {
    SLUICE_REQUIRE(GetParam().name, GetParam().unavailable());
    stage = GetParam().make();
  }

  std::unique_ptr<Source> make() { return watched(stage->make_source(context())); }
  /// A source that the broker sends messages to.
  std::unique_ptr<Source> make_reading(
      std::source_location caller = std::source_location::current()) {
    const auto trace = test::called_from(caller);
    auto source = make();
    EXPECT_TRUE(loop.run_until([&] { return probe.up.value() == 1; }));
    return source;
  }

  std::unique_ptr<SourceStage> stage;
};

/// What core/source.hpp promises of each source. A connector instantiates it with its stage:
/// INSTANTIATE_TEST_SUITE_P(Kafka, SourceContract, ::testing::Values(…), name_of<SourceStage>).
class SourceContract : public StagedSourceFixture {};

/// What it promises besides, where the broker keeps messages while the source is away. A message
/// that was under way when the source left may come twice.
class KeptSourceContract : public StagedSourceFixture {};

}  // namespace sluice::connectors
