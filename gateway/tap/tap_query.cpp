#include "gateway/tap/tap_query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace sluice::tap {
namespace {

/// Longer than any name that a glob can be meant for.
constexpr std::size_t value_bytes_max = 512;
constexpr std::size_t quoted_bytes_max = 40;

/// What came, as far as a terminal can bear it.
std::string quoted(std::string_view text) {
  std::string shown{text.substr(0, quoted_bytes_max)};
  std::ranges::replace_if(
      shown, [](char c) { return c < ' ' || c > '~'; }, '?');
  return fmt::format("\"{}{}\"", shown, text.size() > shown.size() ? "…" : "");
}

int digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Without %XX, and with blanks for +, as forms and curl write them. Empty: a % without two digits.
std::optional<std::string> decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain.push_back(text[i] == '+' ? ' ' : text[i]);
      continue;
    }
    if (i + 2 >= text.size() || digit(text[i + 1]) < 0 || digit(text[i + 2]) < 0) {
      return std::nullopt;
    }
    plain.push_back(static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2])));
    i += 2;
  }
  return plain;
}

/// The value of the enum with this word.
template <class Enum>
std::optional<Enum> word(std::string_view text) {
  for (std::size_t i = 0; i < enum_count<Enum>; ++i) {
    if (to_string(static_cast<Enum>(i)) == text) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

/// Why the value is none; empty when it was taken.
std::string take(TapFilter::Wishes& wishes, std::string_view name, std::string value) {
  if (name == "connection") return wishes.connection = std::move(value), "";
  if (name == "channel") return wishes.channel = std::move(value), "";
  if (name == "event") return wishes.event = std::move(value), "";
  if (name == "sink") return wishes.sink = std::move(value), "";
  if (name == "payload") {
    const auto payload = word<TapPayload>(value);
    if (!payload) return "is none of shown, masked, decrypted";
    wishes.payload = *payload;
    return "";
  }
  if (name != "kind") {
    return "is no parameter; there are connection, channel, event, sink, kind and payload";
  }
  const auto kind = word<TapKind>(value);
  if (!kind) return "is none of event, record, message";
  wishes.kinds.fill(false);
  wishes.kinds[static_cast<std::size_t>(*kind)] = true;
  return "";
}

}  // namespace

Result<TapFilter> filter_of(std::string_view query) {
  TapFilter::Wishes wishes;
  std::set<std::string_view> given;
  while (!query.empty()) {
    const auto parameter = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), parameter.size() + 1));
    if (parameter.empty()) continue;
    const auto name = parameter.substr(0, parameter.find('='));
    const auto written = parameter.substr(std::min(parameter.size(), name.size() + 1));
    auto value = decoded(written);
    if (!value)
      return Error{fmt::format("{}: {} has a % without two digits", quoted(name), quoted(written))};
    if (value->size() > value_bytes_max) {
      return Error{fmt::format("{}: is longer than {} bytes", quoted(name), value_bytes_max)};
    }
    if (value->empty()) return Error{fmt::format("{}: has no value", quoted(name))};
    if (!given.insert(name).second) return Error{fmt::format("{}: is there twice", quoted(name))};
    const auto shown = quoted(*value);
    const auto problem = take(wishes, name, *std::move(value));
    if (problem.empty()) continue;
    const bool of_value = problem.starts_with("is none");
    return Error{of_value ? fmt::format("{}: {} {}", name, shown, problem)
                          : fmt::format("{} {}", quoted(name), problem)};
  }
  if (!wishes.sink.empty() && !wishes.kinds[static_cast<std::size_t>(TapKind::record)]) {
    return Error{"sink: only records have one, and kind asks for others"};
  }
  return TapFilter{std::move(wishes)};
}

}  // namespace sluice::tap
