#pragma once

#include <array>

#include "gateway/app/reload_answer.hpp"
#include "gateway/core/enum.hpp"
#include "gateway/telemetry/counter.hpp"

namespace sluice::app {

/// Written by the main thread only.
struct ReloadProbe {
  std::array<telemetry::Counter, enum_count<ReloadResult>> reloads;
};

}  // namespace sluice::app
