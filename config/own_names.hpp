#pragma once

#include <array>

#include "config/fields.hpp"
#include "gateway/core/enum.hpp"
#include "gateway/core/event.hpp"
#include "gateway/core/return_event.hpp"

// Enums whose values a file or a command line spells as everything else does, by to_string.
namespace sluice {

template <class Enum>
constexpr std::array<config::EnumName<Enum>, enum_count<Enum>> own_names() {
  std::array<config::EnumName<Enum>, enum_count<Enum>> names{};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto value = static_cast<Enum>(i);
    names[i] = {to_string(value), value};
  }
  return names;
}

constexpr auto enum_names(const EventKind*) {
  return own_names<EventKind>();
}

constexpr auto enum_names(const ReturnLoss*) {
  return own_names<ReturnLoss>();
}

}  // namespace sluice
