#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "config/field_types.hpp"
#include "config/live_secret.hpp"
#include "config/pem_file.hpp"
#include "config/scalar_types.hpp"
#include "config/value.hpp"

// The readers of the plain types. A value that cannot be read is a problem and leaves the member
// unchanged. Quotes make no difference: `port: 80` and `port: "80"` are the same number.
namespace sluice::config {

void read(const Value& value, bool& member, const Rule& rule);
void read(const Value& value, std::int64_t& member, const Rule& rule);
void read(const Value& value, double& member, const Rule& rule);
void read(const Value& value, std::string& member, const Rule& rule);
void read(const Value& value, Secret& member, const Rule& rule);
void read(const Value& value, LiveSecret& member, const Rule& rule);
void read(const Value& value, PemFile& member, const Rule& rule);
void read(const Value& value, Duration& member, const Rule& rule);
void read(const Value& value, Bytes& member, const Rule& rule);

/// The index of the value's text among `names`; a problem and `names.size()` when it is not one of
/// them.
[[nodiscard]] std::size_t read_word(const Value& value, const std::vector<std::string_view>& names);

template <Integer I>
void read(const Value& value, I& member, const Rule& rule) {
  Rule within = rule;
  if (!within.range) {
    static_assert(sizeof(I) < sizeof(std::int64_t) || std::is_signed_v<I>, "needs a Range");
    within.range = {std::numeric_limits<I>::min(), std::numeric_limits<I>::max()};
  }
  std::int64_t wide = static_cast<std::int64_t>(member);
  read(value, wide, within);
  member = static_cast<I>(wide);
}

template <Choice E>
void read(const Value& value, E& member, const Rule&) {
  constexpr auto names = names_of<E>();
  std::vector<std::string_view> spellings;
  for (const auto& entry : names) spellings.push_back(entry.name);
  const std::size_t index = read_word(value, spellings);
  if (index < names.size()) member = names[index].value;
}

}  // namespace sluice::config
