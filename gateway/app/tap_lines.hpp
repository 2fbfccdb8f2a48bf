#pragma once

#include <string>
#include <string_view>

namespace sluice::app {

/// Makes lines for a person of a tap's server-sent events, or passes on their JSON.
class TapLines {
 public:
  explicit TapLines(bool json) : json_(json) {}

  /// The lines that these next bytes of the stream end, each with its newline.
  [[nodiscard]] std::string take(std::string_view part);

 private:
  bool json_;
  std::string begun_;  ///< a line that has no end yet
};

/// One item, as JSON, for a person: without a control character or a newline.
[[nodiscard]] std::string line_of(std::string_view item);

}  // namespace sluice::app
