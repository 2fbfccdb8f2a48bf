#include "gateway/net/http_times.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

#include "config/units.hpp"

namespace sluice::net {
namespace {

/// A number in digits alone: no sign, no space.
std::optional<std::int64_t> number(std::string_view text) {
  const bool digits =
      !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  return digits ? config::parse_integer(text) : std::nullopt;
}

std::optional<unsigned> month(std::string_view name) {
  constexpr std::array<std::string_view, 12> names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<unsigned>(found - names.begin()) + 1;
}

}  // namespace

std::optional<WallTime> read_http_date(std::string_view value) {
  constexpr std::string_view form = "???, ?? ??? ???? ??:??:?? GMT";
  const auto fits = [](char expected, char c) { return expected == '?' || expected == c; };
  if (!std::ranges::equal(form, value, fits)) return std::nullopt;
  const auto part = [&](std::size_t at, std::size_t size) { return value.substr(at, size); };
  const auto day = number(part(5, 2));
  const auto month_of_year = month(part(8, 3));
  const auto year = number(part(12, 4));
  const auto hours = number(part(17, 2));
  const auto minutes = number(part(20, 2));
  const auto seconds = number(part(23, 2));
  if (!day || !month_of_year || !year || !hours || !minutes || !seconds) return std::nullopt;
  const std::chrono::year_month_day calendar{std::chrono::year(static_cast<int>(*year)),
                                             std::chrono::month(*month_of_year),
                                             std::chrono::day(static_cast<unsigned>(*day))};
  if (!calendar.ok()) return std::nullopt;
  return std::chrono::sys_days(calendar) + std::chrono::hours(*hours) +
         std::chrono::minutes(*minutes) + std::chrono::seconds(*seconds);
}

std::optional<Duration> read_retry_after(std::string_view value, WallTime now) {
  Duration wait{0};
  if (const auto seconds = number(value)) {
    constexpr std::int64_t most = std::numeric_limits<Duration::rep>::max() / 1000;
    wait = Duration(std::min(*seconds, most) * 1000);
  } else if (const auto until = read_http_date(value)) {
    wait = std::chrono::ceil<Duration>(*until - now);
  }
  return wait > Duration(0) ? std::optional(wait) : std::nullopt;
}

}  // namespace sluice::net
