#include "gateway/app/idle_memory.hpp"

#include <algorithm>
#include <utility>

namespace sluice::app {
namespace {

/// Less than that is not worth the milliseconds.
constexpr std::size_t worth_it = 32 * 1024 * 1024;

}  // namespace

bool IdleMemory::look(std::size_t free) noexcept {
  returned_ = std::min(returned_, free);
  const std::size_t idle = std::min(free, std::exchange(last_, free));
  if (idle < returned_ + worth_it) return false;
  returned_ = free;
  return true;
}

}  // namespace sluice::app
