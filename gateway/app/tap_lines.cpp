#include "gateway/app/tap_lines.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "config/visible_text.hpp"

namespace sluice::app {
namespace {

using Json = nlohmann::json;

constexpr std::string_view field = "data: ";

std::string text_of(const Json& item, const char* key) {
  const auto found = item.find(key);
  if (found == item.end()) return "";
  return found->is_string() ? found->get<std::string>() : found->dump();
}

/// The parts that are there, each after a blank.
std::string parts_of(const Json& item, std::initializer_list<const char*> keys) {
  std::string parts;
  for (const char* key : keys) {
    if (const auto text = text_of(item, key); !text.empty()) parts += ' ' + text;
  }
  return parts;
}

std::string payload_of(const Json& item) {
  if (item.contains("masked")) return fmt::format("({} bytes)", text_of(item, "data_bytes"));
  if (item.contains("data_base64")) return "base64:" + text_of(item, "data_base64");
  if (!item.contains("cut")) return text_of(item, "data");
  return fmt::format("{}… ({} bytes)", text_of(item, "data"), text_of(item, "data_bytes"));
}

std::string way_of(const Json& item, const std::string& kind) {
  const auto event = parts_of(item, {"connection", "channel", "event"});
  if (kind == "record") {
    return event + " ->" + parts_of(item, {"sink", "topic", "topic_base64", "key", "key_base64"});
  }
  if (kind != "message") return event;
  auto from = parts_of(item, {"source", "topic", "topic_base64", "key", "key_base64"});
  if (!item.contains("loss")) return from + " ->" + event;
  return fmt::format("{} lost by{}:{}", from, parts_of(item, {"return"}),
                     parts_of(item, {"loss", "detail"}));
}

}  // namespace

std::string line_of(std::string_view text) {
  const auto item = Json::parse(text, nullptr, false);
  if (!item.is_object()) return config::visible(text);
  const auto kind = text_of(item, "kind");
  if (kind == "passed_over") {
    return fmt::format("passed over: {} beyond 1,000 items or 1 MiB a second, {} read too slowly",
                       text_of(item, "rate"), text_of(item, "slow_reader"));
  }
  return config::visible(fmt::format("{} {:<7}{} {}", text_of(item, "time"), kind,
                                     way_of(item, kind), payload_of(item)));
}

std::string TapLines::take(std::string_view part) {
  std::string lines;
  begun_ += part;
  std::size_t start = 0;
  for (auto end = begun_.find('\n'); end != begun_.npos; end = begun_.find('\n', start)) {
    const auto line = std::string_view(begun_).substr(start, end - start);
    start = end + 1;
    if (!line.starts_with(field)) continue;
    const auto item = line.substr(field.size());
    lines += json_ ? std::string(item) : line_of(item);
    lines += '\n';
  }
  begun_.erase(0, start);
  return lines;
}

}  // namespace sluice::app
