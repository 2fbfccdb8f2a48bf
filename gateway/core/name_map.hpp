#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace sluice {

struct NameHash : std::hash<std::string_view> {
  using is_transparent = void;
};

/// Values by name, found by a view of the name without a copy of it.
template <class Value>
using NameMap = std::unordered_map<std::string, Value, NameHash, std::equal_to<>>;

}  // namespace sluice
