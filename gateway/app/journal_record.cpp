#include "gateway/app/journal_record.hpp"

#include <fmt/format.h>

#include <string_view>

#include "gateway/core/timestamp.hpp"
#include "gateway/relay/record_frame.hpp"
#include "gateway/text/base64.hpp"
#include "gateway/text/json_text.hpp"

namespace sluice::app {
namespace {

/// `"name":"text"`, or `"name_base64":"…"`.
std::string member(std::string_view name, std::string_view bytes) {
  std::string text;
  if (text::write_json_string(bytes, text)) return fmt::format(R"("{}":{})", name, text);
  return fmt::format(R"("{}_base64":"{}")", name, text::base64(bytes));
}

std::string_view name_of(Change change) {
  switch (change) {
    case Change::append:
      return "append";
    case Change::upsert:
      return "upsert";
    case Change::remove:
      return "remove";
  }
  return {};
}

}  // namespace

std::optional<std::string> record_line(const std::string& journal, std::span<const char> frame) {
  if (!relay::is_whole_frame(frame)) return {};
  const Record record = relay::read_frame(frame.data());
  std::string line =
      fmt::format(R"({{{},"sequence":{},"time":"{}",{},{},"headers":[)", member("journal", journal),
                  relay::frame_sequence(frame.data()), timestamp(record.facts.received_at),
                  member("topic", record.topic), member("key", record.key));
  std::string_view separator;
  for (const Header& header : record.headers) {
    line += fmt::format("{}{{{},{}}}", separator, member("name", header.name),
                        member("value", header.value));
    separator = ",";
  }
  line += ']';
  if (record.facts.content_type != ContentType::unstated) {
    line += ',' + member("content_type", to_string(record.facts.content_type));
  }
  if (record.facts.change != Change::append) {
    line += ',' + member("change", name_of(record.facts.change));
  }
  line += record.facts.change == Change::remove ? R"(,"payload":null)"
                                                : ',' + member("payload", record.payload);
  return line + '}';
}

}  // namespace sluice::app
