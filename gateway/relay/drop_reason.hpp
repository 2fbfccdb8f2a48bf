#pragma once

#include <cstdint>
#include <string_view>

#include "gateway/core/enum.hpp"

namespace sluice::relay {

/// Why a record was given up before any sink had it.
enum class DropReason : std::uint8_t {
  outbox_full_oldest,  ///< policy drop_oldest made room with it
  outbox_full_newest,  ///< policy drop_newest refused it
  unformattable,       ///< its data or topic could not be made (bad JSON escape, empty topic level)
  too_large,           ///< larger than the outbox
  unreadable,          ///< the journal cannot read it back
  too_old,             ///< it has waited longer than the journal's max_age
};

[[nodiscard]] constexpr std::string_view to_string(DropReason reason) noexcept {
  switch (reason) {
    case DropReason::outbox_full_oldest:
      return "outbox_full_oldest";
    case DropReason::outbox_full_newest:
      return "outbox_full_newest";
    case DropReason::unformattable:
      return "unformattable";
    case DropReason::too_large:
      return "too_large";
    case DropReason::unreadable:
      return "unreadable";
    case DropReason::too_old:
      return "too_old";
  }
  return {};
}

}  // namespace sluice::relay
