#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/problem.hpp"
#include "gateway/core/time.hpp"

namespace sluice::app {

/// What came of reading the configuration again. All but `applied` leave the old one running.
enum class ReloadResult : std::uint8_t {
  applied,
  unchanged,
  invalid,  ///< the file is not a good configuration, or something cannot be made of it
  refused,  ///< it is one, but takes a restart
};

[[nodiscard]] constexpr std::string_view to_string(ReloadResult result) noexcept {
  switch (result) {
    case ReloadResult::applied:
      return "applied";
    case ReloadResult::unchanged:
      return "unchanged";
    case ReloadResult::invalid:
      return "invalid";
    case ReloadResult::refused:
      return "refused";
  }
  return {};
}

struct ReloadAnswer {
  ReloadResult result{};
  std::vector<std::string> changes{};  ///< of `applied`, a line each
  /// Of `invalid` and `refused`; of `applied`, sources that are not running.
  std::vector<config::Problem> problems{};
};

/// The problem that each of these parts needs a restart.
[[nodiscard]] ReloadAnswer refusal(const std::vector<std::string>& reasons);

/// What cannot be made of the configuration.
[[nodiscard]] ReloadAnswer unusable(const std::vector<std::string>& problems);

/// `at`: when it was given, for an answer that is shown later.
[[nodiscard]] std::string json_of(const ReloadAnswer& answer, std::optional<WallTime> at = {});

}  // namespace sluice::app
