#include "gateway/tap/tap_item.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "gateway/core/timestamp.hpp"
#include "gateway/text/base64.hpp"
#include "gateway/text/json_string.hpp"
#include "gateway/text/json_text.hpp"
#include "gateway/text/record_writer.hpp"

namespace sluice::tap {
namespace {

class Members {
 public:
  void number(std::string_view name, std::uint64_t value) {
    begin(name);
    fmt::format_to(std::back_inserter(json_), "{}", value);
  }
  void truth(std::string_view name) {
    begin(name);
    json_ += "true";
  }
  void text(std::string_view name, std::string_view value) {
    if (text::write_json_string(value, scratch_)) {
      begin(name);
      json_ += scratch_;
      return;
    }
    begin(fmt::format("{}_base64", name));
    fmt::format_to(std::back_inserter(json_), "\"{}\"", text::base64(value));
  }
  void some_text(std::string_view name, std::string_view value) {
    if (!value.empty()) text(name, value);
  }
  [[nodiscard]] std::string end() {
    json_ += '}';
    return std::move(json_);
  }

 private:
  void begin(std::string_view name) {
    json_ += json_.empty() ? '{' : ',';
    fmt::format_to(std::back_inserter(json_), "\"{}\":", name);
  }

  std::string json_;
  std::string scratch_;
};

/// No character of UTF-8 is cut in two.
std::string_view cut(std::string_view text) noexcept {
  if (text.size() <= shown_bytes_max) return text;
  std::size_t end = shown_bytes_max;
  while (end > shown_bytes_max - 4 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  return text.substr(0, end);
}

}  // namespace

std::string json_of(const TapItem& item, bool shows_payload) {
  Members json;
  json.text("kind", to_string(item.kind));
  json.text("time", timestamp(item.time));
  json.some_text("source", item.source);
  json.some_text("return", item.back);
  json.some_text("connection", item.names.connection);
  json.some_text("channel", item.names.channel);
  json.some_text("event", item.names.event);
  if (item.event_kind) json.text("event_kind", to_string(*item.event_kind));
  json.some_text("user_id", item.user_id);
  if (item.sequence > 0) json.number("sequence", item.sequence);
  json.some_text("sink", item.sink);
  json.some_text("topic", item.topic);
  json.some_text("key", item.key);
  if (item.loss) json.text("loss", to_string(*item.loss));
  json.some_text("detail", item.detail);
  json.number("data_bytes", item.data.size());
  if (!shows_payload) {
    json.truth("masked");
    return json.end();
  }
  const auto shown = cut(item.data);
  json.text("data", shown);
  if (shown.size() < item.data.size()) json.truth("cut");
  return json.end();
}

std::string text_of_data(std::string_view token) {
  std::string text(token);
  if (!token.starts_with('"')) return text;
  text::Writer out{text};
  if (text::unescape(token, out)) text.resize(out.size());
  return text;
}

}  // namespace sluice::tap
