#include "gateway/telemetry/sparing_log.hpp"

#include <algorithm>
#include <utility>

namespace sluice::telemetry {
namespace {
constexpr std::size_t reasons_max = 64;
constexpr Duration interval{1000};
}  // namespace

SparingLog::Line& SparingLog::line_of(std::string_view message, std::string_view reason) {
  const std::string name = std::string{message}.append(": ").append(reason);
  const auto found = std::find_if(lines_.begin(), lines_.end(),
                                  [&](const Line& line) { return line.reason == name; });
  if (found != lines_.end()) return *found;
  if (lines_.size() == reasons_max) return lines_.back();
  lines_.push_back({name, loop_.now() - interval});
  return lines_.back();
}

std::optional<std::int64_t> SparingLog::allowance(std::string_view message,
                                                  std::string_view reason) {
  Line& line = line_of(message, reason);
  const Time now = loop_.now();
  if (now - line.written < interval) {
    ++line.suppressed;
    return std::nullopt;
  }
  line.written = now;
  return std::exchange(line.suppressed, 0);
}

Field SparingLog::suppressed_field(std::int64_t suppressed) {
  if (suppressed == 0) return {"suppressed", ""};
  return {"suppressed", suppressed};
}

}  // namespace sluice::telemetry
