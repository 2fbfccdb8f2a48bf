#include "gateway/relay/data_value.hpp"

#include "gateway/relay/format_raw.hpp"
#include "gateway/text/json_syntax.hpp"

namespace sluice::relay {

std::optional<ContentType> append_unwrapped_data(const Event& event, text::Writer& out) noexcept {
  const std::size_t start = out.size();
  if (!format_raw(event, out)) return std::nullopt;
  if (event.data.empty()) return ContentType::unstated;
  if (!event.data.starts_with('"')) return ContentType::json;
  return text::is_json(out.written().substr(start)) ? ContentType::json : ContentType::text;
}

std::optional<ContentType> append_data_value(const Event& event, text::Writer& out) noexcept {
  const std::size_t start = out.size();
  const auto type = append_unwrapped_data(event, out);
  if (type == ContentType::text) {
    out.rewind(start);
    out.append(event.data);
  }
  return type;
}

}  // namespace sluice::relay
