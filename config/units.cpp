#include "config/units.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <limits>
#include <span>

namespace sluice::config {
namespace {

constexpr auto largest = std::numeric_limits<std::int64_t>::max();

struct Unit {
  std::string_view name;
  std::int64_t size;
};

// Largest first: a value is shown in the first unit that divides it.
constexpr std::array<Unit, 4> time_units{{{"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}}};
constexpr std::array<Unit, 4> size_units{
    {{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"", 1}}};

/// A whole number and one of the units, without spaces.
std::optional<std::int64_t> parse(std::string_view text, std::span<const Unit> units) noexcept {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == 0) return std::nullopt;
  const std::optional<std::int64_t> number = parse_integer(text.substr(0, digits));
  if (!number) return std::nullopt;
  for (const Unit& unit : units) {
    if (unit.name != text.substr(digits)) continue;
    return *number > largest / unit.size ? largest : *number * unit.size;
  }
  return std::nullopt;
}

/// Zero is shown in the smallest unit, because every unit divides it.
std::string show(std::int64_t value, std::span<const Unit> units) {
  for (const Unit& unit : units) {
    if (value != 0 && value % unit.size == 0) {
      return fmt::format("{}{}", value / unit.size, unit.name);
    }
  }
  return fmt::format("{}{}", value, units.back().name);
}

}  // namespace

std::optional<std::int64_t> parse_integer(std::string_view text) noexcept {
  std::int64_t number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error == std::errc::invalid_argument || end != text.data() + text.size()) {
    return std::nullopt;
  }
  if (error == std::errc::result_out_of_range) {
    return text.front() == '-' ? std::numeric_limits<std::int64_t>::min() : largest;
  }
  return number;
}

std::optional<Duration> parse_duration(std::string_view text) noexcept {
  const auto milliseconds = parse(text, time_units);
  return milliseconds ? std::optional{Duration{*milliseconds}} : std::nullopt;
}

std::optional<Bytes> parse_bytes(std::string_view text) noexcept {
  const auto count = parse(text, size_units);
  return count ? std::optional{Bytes{static_cast<std::uint64_t>(*count)}} : std::nullopt;
}

std::string to_text(Duration duration) {
  return show(duration.count(), time_units);
}

std::string to_text(Bytes bytes) {
  return show(static_cast<std::int64_t>(bytes.count), size_units);
}

}  // namespace sluice::config
