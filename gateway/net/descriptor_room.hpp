#pragma once

#include <sys/eventfd.h>

#include <cstddef>

#include "gateway/core/descriptor.hpp"

namespace sluice::net {

/// Whether fewer than `most` descriptors of the process are open: the kernel gives the lowest free
/// number, so that one for a trial tells, and costs the same however many there are.
[[nodiscard]] inline bool has_descriptor_below(std::size_t most) noexcept {
  const Descriptor trial{::eventfd(0, EFD_CLOEXEC)};
  return trial && static_cast<std::size_t>(trial.get()) < most;
}

}  // namespace sluice::net
