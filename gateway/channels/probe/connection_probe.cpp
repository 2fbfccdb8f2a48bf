#include "gateway/channels/probe/connection_probe.hpp"

namespace sluice::channels {

void ConnectionProbe::enter(ConnectionState now) noexcept {
  for (std::size_t i = 0; i < state.size(); ++i) {
    state[i].set(i == static_cast<std::size_t>(now) ? 1 : 0);
  }
}

}  // namespace sluice::channels
