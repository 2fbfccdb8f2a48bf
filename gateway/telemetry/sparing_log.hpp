#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/loop.hpp"
#include "gateway/telemetry/log.hpp"

namespace sluice::telemetry {

/// The warnings of a sink or source about its broker, each reason at most once a second: a broker
/// that refuses every record must not become a flood of lines. What was held back is counted in the
/// next line.
/// The loop's thread only.
class SparingLog {
 public:
  /// `log` and `loop` outlive it. `owner` says who warns, as in {"sink", "events"}.
  SparingLog(const Log& log, const Loop& loop, Field owner)
      : log_(log), loop_(loop), owner_(std::move(owner)) {}

  /// `reason` should be one of few: texts that differ each time share one allowance.
  template <std::same_as<Field>... Details>
  void warn(std::string_view message, std::string_view reason, const Details&... details) {
    if (const auto suppressed = allowance(message, reason)) {
      log_.warn(message, {owner_, {"reason", reason}, details..., {"suppressed", *suppressed}});
    }
  }
  /// A line about one of many things alike, `about`, which `details` may name: the first 63 of them
  /// have an allowance each, the others share one.
  template <std::same_as<Field>... Details>
  void write(Level level, std::string_view message, std::string_view about,
             const Details&... details) {
    if (const auto suppressed = allowance(message, about)) {
      log_.write(level, message, {owner_, details..., suppressed_field(*suppressed)});
    }
  }

 private:
  struct Line {
    std::string reason;
    Time written;
    std::int64_t suppressed = 0;
  };

  /// How many lines were held back before this one; nothing when it is to be held back itself.
  [[nodiscard]] std::optional<std::int64_t> allowance(std::string_view message,
                                                      std::string_view reason);
  /// Left out where there is none.
  [[nodiscard]] static Field suppressed_field(std::int64_t suppressed);
  Line& line_of(std::string_view message, std::string_view reason);

  const Log& log_;
  const Loop& loop_;
  Field owner_;
  std::vector<Line> lines_;
};

}  // namespace sluice::telemetry
