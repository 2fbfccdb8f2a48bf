#include "config/scalars.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "config/units.hpp"

namespace sluice::config {
namespace {

constexpr Range any_number{std::numeric_limits<std::int64_t>::min(),
                           std::numeric_limits<std::int64_t>::max()};
/// The default range of a duration: a deadline plus any of these cannot overflow.
constexpr Range any_duration{0, std::int64_t{366} * 24 * 3'600'000};
/// The default range of a size: larger than any memory, and the sum of several still fits.
constexpr Range any_size{0, std::int64_t{1} << 50};

/// The refused number, without quotes.
std::string written(const Value& value) {
  return value.node().interpolated ? value.shown() : printable(value.node().text);
}

/// Whether `number` is in the range; otherwise reports a problem that shows the bounds through
/// `show`.
template <class Show>
bool within(const Value& value, std::int64_t number, const Range& range, Show show) {
  if (number >= range.low && number <= range.high) return true;
  value.problem(
      fmt::format("{} is outside {}..{}", written(value), show(range.low), show(range.high)));
  return false;
}

std::string show_number(std::int64_t number) {
  return fmt::format("{}", number);
}
std::string show_duration(std::int64_t number) {
  return to_text(Duration{number});
}
std::string show_bytes(std::int64_t number) {
  return to_text(Bytes{static_cast<std::uint64_t>(number)});
}

/// Required text must not be empty.
bool not_empty(const Value& value, const Rule& rule) {
  if (!rule.required || !value.node().text.empty()) return true;
  value.problem("must not be empty");
  return false;
}

}  // namespace

void read(const Value& value, bool& member, const Rule&) {
  if (!value.expect(Node::Type::scalar, "true or false")) return;
  const std::string& text = value.node().text;
  if (text == "true" || text == "false") {
    member = text == "true";
  } else {
    value.problem(fmt::format("{} is neither true nor false", value.shown()));
  }
}

void read(const Value& value, std::int64_t& member, const Rule& rule) {
  if (!value.expect(Node::Type::scalar, "a whole number")) return;
  const auto number = parse_integer(value.node().text);
  if (!number) return value.problem(fmt::format("{} is not a whole number", value.shown()));
  if (within(value, *number, rule.range.value_or(any_number), show_number)) member = *number;
}

void read(const Value& value, double& member, const Rule& rule) {
  if (!value.expect(Node::Type::scalar, "a number")) return;
  const std::string& text = value.node().text;
  double number{};
  // Unlike strtod, from_chars knows no locale, no hexadecimal and no leading space.
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(number)) {
    return value.problem(fmt::format("{} is not a number", value.shown()));
  }
  const Range range = rule.range.value_or(any_number);
  if (number < static_cast<double>(range.low) || number > static_cast<double>(range.high)) {
    return value.problem(
        fmt::format("{} is outside {}..{}", written(value), range.low, range.high));
  }
  member = number;
}

void read(const Value& value, std::string& member, const Rule& rule) {
  if (!value.expect(Node::Type::scalar, "text")) return;
  if (not_empty(value, rule)) member = value.node().text;
}

void read(const Value& value, Secret& member, const Rule& rule) {
  if (!value.expect(Node::Type::scalar, "text")) return;
  if (not_empty(value, rule)) member = Secret{value.node().text};
}

void read(const Value& value, LiveSecret& member, const Rule& rule) {
  if (!value.expect(Node::Type::scalar, "text") || !not_empty(value, rule)) return;
  const Node& node = value.node();
  member = node.pieces.empty() ? LiveSecret{node.text} : LiveSecret{node.pieces};
}

void read(const Value& value, PemFile& member, const Rule&) {
  if (!value.expect(Node::Type::scalar, "text") || value.node().text.empty()) return;
  const Result<PemFile>& file = value.reading().pem_files.read(value.node().text);
  if (file) {
    member = *file;
  } else {
    value.problem(fmt::format("file {}: {}", value.shown(), file.error().message));
  }
}

void read(const Value& value, Duration& member, const Rule& rule) {
  if (!value.expect(Node::Type::scalar, "a duration")) return;
  const auto duration = parse_duration(value.node().text);
  if (!duration) {
    return value.problem(
        fmt::format("{} is not a duration: write 250ms, 15s, 2m or 1h", value.shown()));
  }
  if (within(value, duration->count(), rule.range.value_or(any_duration), show_duration)) {
    member = *duration;
  }
}

void read(const Value& value, Bytes& member, const Rule& rule) {
  if (!value.expect(Node::Type::scalar, "a size")) return;
  const auto bytes = parse_bytes(value.node().text);
  if (!bytes) {
    return value.problem(
        fmt::format("{} is not a size: write bytes, or 64KiB, 64MiB, 1GiB", value.shown()));
  }
  const auto count = static_cast<std::int64_t>(bytes->count);
  if (within(value, count, rule.range.value_or(any_size), show_bytes)) member = *bytes;
}

std::size_t read_word(const Value& value, const std::vector<std::string_view>& names) {
  if (!value.expect(Node::Type::scalar, "a word")) return names.size();
  const auto found = std::ranges::find(names, value.node().text);
  if (found == names.end()) {
    value.problem(fmt::format("{} is not one of {}{}", value.shown(), fmt::join(names, ", "),
                              value.did_you_mean(names)));
  }
  return static_cast<std::size_t>(found - names.begin());
}

}  // namespace sluice::config
