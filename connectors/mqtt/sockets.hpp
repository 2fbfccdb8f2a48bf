#pragma once

#include <string>

#include "gateway/core/descriptor.hpp"

namespace sluice::connectors {

/// Waits for one of the events of poll(). False when `cancel` became readable first, or when it
/// took longer than `patience_ms`; -1: any time.
[[nodiscard]] bool wait_for(int descriptor, short events, int cancel, int patience_ms) noexcept;

/// The address at the other end of a connected socket, as text.
[[nodiscard]] std::string peer_address(const Descriptor& socket);

}  // namespace sluice::connectors
