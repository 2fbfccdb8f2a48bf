#pragma once

#include "gateway/telemetry/counter.hpp"

namespace sluice::tap {

/// Written by the main thread only.
struct TapProbe {
  telemetry::Gauge open;
  telemetry::Counter shown;
  telemetry::Counter passed_over;
};

}  // namespace sluice::tap
