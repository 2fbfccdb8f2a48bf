#include "gateway/returns/message_data.hpp"

#include <simdjson.h>

#include <string_view>

#include "gateway/text/base64.hpp"
#include "gateway/text/json_string.hpp"
#include "gateway/text/record_writer.hpp"

namespace sluice::returns {
namespace {

std::string json_string(std::string_view text) {
  constexpr std::string_view quote = "\"";
  std::string room(text::escaped_bound(text) + 2 * quote.size(), '\0');
  text::Writer out{room};
  out.append(quote);
  text::escape(text, out);
  out.append(quote);
  return std::string{out.written()};
}

/// The payload as JSON text of any kind.
std::optional<std::string> json_of(MessageReader& message, BinaryPolicy binary) {
  const std::string_view payload = message.message().payload;
  if (message.has_json()) return std::string{payload};
  if (simdjson::validate_utf8(payload.data(), payload.size())) return json_string(payload);
  if (binary == BinaryPolicy::refuse) return std::nullopt;
  return '"' + text::base64(payload) + '"';
}

bool is_object_or_list(std::string_view json) {
  const auto start = json.find_first_not_of(" \t\r\n");
  return start != std::string_view::npos && (json[start] == '{' || json[start] == '[');
}

}  // namespace

std::optional<std::string> event_data(MessageReader& message, BinaryPolicy binary,
                                      std::string_view wrap_text) {
  auto json = json_of(message, binary);
  if (!json || wrap_text.empty() || is_object_or_list(*json)) return json;
  return '{' + json_string(wrap_text) + ':' + *json + '}';
}

}  // namespace sluice::returns
