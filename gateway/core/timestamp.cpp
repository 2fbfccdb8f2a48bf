#include "gateway/core/timestamp.hpp"

#include <chrono>
#include <concepts>

namespace sluice {
namespace {

namespace chrono = std::chrono;

// Writes `width` digits of `value`, with leading zeros, and then `separator`.
void put_digits(char*& to, unsigned value, int width, char separator) noexcept {
  for (int i = width; i-- > 0; value /= 10) to[i] = static_cast<char>('0' + value % 10);
  to[width] = separator;
  to += width + 1;
}

}  // namespace

char* write_timestamp(WallTime time, char* to) noexcept {
  const auto since_epoch = chrono::floor<chrono::milliseconds>(time);
  const auto day = chrono::floor<chrono::days>(since_epoch);
  const chrono::year_month_day date{day};
  const chrono::hh_mm_ss clock{since_epoch - day};
  const auto number = [](std::integral auto value) { return static_cast<unsigned>(value); };
  put_digits(to, number(static_cast<int>(date.year())), 4, '-');
  put_digits(to, static_cast<unsigned>(date.month()), 2, '-');
  put_digits(to, static_cast<unsigned>(date.day()), 2, 'T');
  put_digits(to, number(clock.hours().count()), 2, ':');
  put_digits(to, number(clock.minutes().count()), 2, ':');
  put_digits(to, number(clock.seconds().count()), 2, '.');
  put_digits(to, number(clock.subseconds().count()), 3, 'Z');
  return to;
}

std::string timestamp(WallTime time) {
  std::string text(timestamp_size, '\0');
  write_timestamp(time, text.data());
  return text;
}

}  // namespace sluice
