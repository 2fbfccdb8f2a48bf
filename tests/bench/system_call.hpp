#pragma once

#include <cerrno>
#include <cstdint>
#include <system_error>

namespace sluice::bench {

/// Throws std::system_error where the result is that of a call which has failed.
inline void check(std::int64_t result, const char* call) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), call);
}

}  // namespace sluice::bench
