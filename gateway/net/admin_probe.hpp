#pragma once

#include <array>

#include "gateway/core/enum.hpp"
#include "gateway/net/admin_access.hpp"
#include "gateway/telemetry/counter.hpp"

namespace sluice::net {

/// Written by the admin server's thread only.
struct AdminProbe {
  std::array<telemetry::Counter, enum_count<AdminFault>> refused;
};

}  // namespace sluice::net
