#include "gateway/relay/letter_reading.hpp"

#include <algorithm>
#include <optional>

#include "gateway/relay/letter_names.hpp"

namespace sluice::relay {
namespace {

std::optional<std::string_view> value_of(std::span<const Header> headers, std::string_view name) {
  const auto found = std::ranges::find(headers, name, &Header::name);
  if (found == headers.end()) return std::nullopt;
  return found->value;
}

}  // namespace

std::variant<Original, NoOriginal> original_of(const Message& letter) {
  const auto sink = value_of(letter.headers, sink_header);
  const auto topic = value_of(letter.headers, topic_header);
  if (!sink || !topic || !value_of(letter.headers, reason_header)) return NoOriginal::no_letter;
  if (value_of(letter.headers, truncated_header)) return NoOriginal::truncated;
  Original original{.sink = *sink,
                    .topic = *topic,
                    .key = letter.key,
                    .payload = letter.payload,
                    .headers = {},
                    .received_at = letter.published_at};
  for (const Header& header : letter.headers) {
    const bool is_fact = std::ranges::find(letter_headers, header.name) != letter_headers.end();
    if (!is_fact) original.headers.push_back(header);
  }
  return original;
}

}  // namespace sluice::relay
