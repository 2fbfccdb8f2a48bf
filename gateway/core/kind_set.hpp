#pragma once

#include <cstdint>
#include <initializer_list>

#include "gateway/core/event.hpp"

namespace sluice {

/// A set of event kinds.
class KindSet {
 public:
  constexpr KindSet() = default;
  constexpr KindSet(std::initializer_list<EventKind> kinds) noexcept {
    for (const EventKind kind : kinds) add(kind);
  }
  /// The kinds of a route that names none: messages of others, and the joins and departures of
  /// members. Events about the connection itself must be asked for.
  [[nodiscard]] static constexpr KindSet usual() noexcept {
    return {EventKind::message, EventKind::client, EventKind::user, EventKind::presence_joined,
            EventKind::presence_left};
  }

  /// The joins and departures of members.
  [[nodiscard]] static constexpr KindSet members() noexcept {
    return {EventKind::presence_joined, EventKind::presence_left};
  }

  constexpr void add(EventKind kind) noexcept {
    bits_ = static_cast<std::uint16_t>(bits_ | bit(kind));
  }
  constexpr void add(KindSet kinds) noexcept {
    bits_ = static_cast<std::uint16_t>(bits_ | kinds.bits_);
  }
  [[nodiscard]] constexpr bool contains(EventKind kind) const noexcept {
    return (bits_ & bit(kind)) != 0;
  }
  constexpr bool operator==(const KindSet&) const noexcept = default;

 private:
  static_assert(enum_count<EventKind> <= 16, "each kind has a bit");
  [[nodiscard]] static constexpr unsigned bit(EventKind kind) noexcept {
    return 1U << static_cast<unsigned>(kind);
  }

  std::uint16_t bits_ = 0;
};

}  // namespace sluice
