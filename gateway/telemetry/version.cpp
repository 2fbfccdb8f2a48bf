#include "gateway/telemetry/version.hpp"

namespace sluice::telemetry {

std::string_view version() noexcept {
  return SLUICE_VERSION;
}

}  // namespace sluice::telemetry
