#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/problem.hpp"

namespace sluice::app {

/// What came of reading the configuration again. All but `applied` leave the old one running.
enum class ReloadResult : std::uint8_t {
  applied,
  unchanged,
  invalid,  ///< the file is not a good configuration
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
  std::vector<std::string> changes{};       ///< of `applied`, a line each
  std::vector<config::Problem> problems{};  ///< of `invalid` and `refused`
};

/// The problem that each of these parts needs a restart.
[[nodiscard]] ReloadAnswer refusal(const std::vector<std::string>& reasons);

[[nodiscard]] std::string json_of(const ReloadAnswer& answer);

}  // namespace sluice::app
