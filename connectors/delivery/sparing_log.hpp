#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/loop.hpp"
#include "gateway/telemetry/log.hpp"

namespace sluice::connectors {

/// The warnings of a sink or source about its broker, each reason at most once a second: a broker
/// that refuses every record must not become a flood of lines. What was held back is counted in the
/// next line.
/// The loop's thread only.
class SparingLog {
 public:
  /// `log` and `loop` outlive it. `owner` says who warns, as in {"sink", "events"}.
  SparingLog(const telemetry::Log& log, const Loop& loop, telemetry::Field owner)
      : log_(log), loop_(loop), owner_(std::move(owner)) {}

  /// `reason` should be one of few: texts that differ each time share one allowance.
  void warn(std::string_view message, std::string_view reason,
            std::optional<telemetry::Field> detail = {});

 private:
  struct Line {
    std::string reason;
    Time written;
    std::int64_t suppressed = 0;
  };

  Line& line_of(std::string_view message, std::string_view reason);

  const telemetry::Log& log_;
  const Loop& loop_;
  telemetry::Field owner_;
  std::vector<Line> lines_;
};

}  // namespace sluice::connectors
