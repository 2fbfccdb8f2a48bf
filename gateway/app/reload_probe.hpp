#pragma once

#include <array>

#include "gateway/app/reload_answer.hpp"
#include "gateway/core/enum.hpp"
#include "gateway/telemetry/counter.hpp"

namespace sluice::app {

/// Written by the main thread only.
struct ReloadProbe {
  std::array<telemetry::Counter, enum_count<ReloadResult>> reloads;
  // Of the configuration that runs.
  telemetry::Gauge hash;
  telemetry::Gauge loaded_at;           ///< Unix time in seconds
  telemetry::Gauge last_successful{1};  ///< 1 or 0
};

}  // namespace sluice::app
