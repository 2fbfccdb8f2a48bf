#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <source_location>
#include <string>
#include <string_view>

#include "gateway/telemetry/log.hpp"
#include "tests/support/caller.hpp"
#include "tests/support/poll_loop.hpp"

namespace sluice::connectors {

/// What every test of a connector needs: the shard's loop, and the log.
class ConnectorFixture : public ::testing::Test {
 protected:
  /// Runs the loop until `done`, and returns what was logged meanwhile.
  std::string log_until(const std::function<bool()>& done,
                        std::source_location caller = std::source_location::current()) {
    const auto trace = test::called_from(caller);
    ::testing::internal::CaptureStderr();
    const bool reached = loop.run_until(done);
    std::string lines = ::testing::internal::GetCapturedStderr();
    EXPECT_TRUE(reached) << lines;
    return lines;
  }

  /// Runs the loop until a line with this text was logged; looks for it after each error that
  /// `errors` counts. Returns what was logged meanwhile.
  std::string log_until_line(std::string_view text, const telemetry::Counter& errors,
                             std::source_location caller = std::source_location::current()) {
    std::string lines;
    while (!HasFailure() && lines.find(text) == lines.npos) {
      lines += log_until([&, from = errors.value()] { return errors.value() > from; }, caller);
    }
    return lines;
  }

  test::PollLoop loop;
  telemetry::Log log{telemetry::Level::info, telemetry::LogFormat::logfmt};
};

}  // namespace sluice::connectors
