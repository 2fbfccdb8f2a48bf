#pragma once

#include <gmock/gmock.h>

#include <chrono>
#include <memory>
#include <utility>

#include "connectors/connector.hpp"
#include "tests/support/connector_fixture.hpp"
#include "tests/support/source_recorder.hpp"

namespace sluice::connectors {

/// What every source test needs: a loop, a listener and a probe. A breach of the contract fails any
/// test whose source is watched.
class SourceFixture : public ConnectorFixture {
 protected:
  ~SourceFixture() override { EXPECT_THAT(recorder.breaches, ::testing::IsEmpty()); }

  SourceContext context() { return {"commands", loop, recorder, probe, log}; }

  [[nodiscard]] std::unique_ptr<Source> watched(std::unique_ptr<Source> source) {
    return std::make_unique<WatchedSource>(std::move(source), recorder);
  }

  [[nodiscard]] bool receives(std::size_t count) {
    return loop.run_until([&] { return recorder.messages.size() >= count; });
  }

  /// Runs everything that is ready now.
  [[nodiscard]] bool turn() {
    bool turned = false;
    loop.post([&] { turned = true; });
    return loop.run_until([&] { return turned; });
  }

  /// Stops the source, lets what was under way come, and takes leave of the broker.
  [[nodiscard]] bool stop_and_close(Source& source) {
    bool quiet = false;
    bool closed = false;
    source.stop([&] { quiet = true; });
    source.close(loop.now() + std::chrono::seconds(5), [&] { closed = true; });
    return loop.run_until([&] { return closed; }) && quiet;
  }

  SourceRecorder recorder;
  SourceProbe probe;
};

}  // namespace sluice::connectors
