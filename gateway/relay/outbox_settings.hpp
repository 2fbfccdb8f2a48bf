#pragma once

#include <cstddef>

#include "gateway/core/route_choices.hpp"

namespace sluice::relay {

struct OutboxSettings {
  std::size_t max_records{};  ///< in memory
  std::size_t max_bytes{};    ///< in memory
  std::size_t max_disk{};     ///< bytes in memory and in the journal; meaningless without a journal
  OverflowPolicy when_full{};
};

}  // namespace sluice::relay
