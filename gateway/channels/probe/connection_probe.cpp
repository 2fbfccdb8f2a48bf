#include "gateway/channels/probe/connection_probe.hpp"

namespace sluice::channels {

void ConnectionProbe::enter(ConnectionState now) noexcept {
  for (std::size_t i = 0; i < state.size(); ++i) {
    state[i].set(i == static_cast<std::size_t>(now) ? 1 : 0);
  }
}

void ConnectionProbe::clear_gauges() noexcept {
  for (auto& gauge : state) gauge.set(0);
  for (auto& gauge : subscriptions) gauge.set(0);
  for (auto& gauge : signin) gauge.set(0);
  presence_members.set(0);
  presence_incomplete.set(0);
}

}  // namespace sluice::channels
