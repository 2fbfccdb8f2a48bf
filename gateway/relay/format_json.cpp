#include "gateway/relay/format_json.hpp"

#include <charconv>
#include <string_view>

#include "gateway/core/timestamp.hpp"
#include "gateway/relay/data_value.hpp"
#include "gateway/text/json_string.hpp"

namespace sluice::relay {
namespace {

constexpr std::string_view before_connection = R"({"connection":")";
constexpr std::string_view before_channel = R"(","channel":")";
constexpr std::string_view before_event = R"(","event":")";
constexpr std::string_view before_kind = R"(","kind":")";
constexpr std::string_view before_data = R"(","data":)";
constexpr std::string_view no_data = "null";
constexpr std::string_view before_user_id = R"(,"user_id":")";
constexpr std::string_view after_user_id = R"(")";
constexpr std::string_view replayed = R"(,"replayed":true)";
constexpr std::string_view before_received_at = R"(,"received_at":")";
constexpr std::string_view before_sequence = R"(","sequence":)";
constexpr std::string_view after_sequence = "}";
constexpr std::size_t sequence_size = 20;  // of 2^64

constexpr std::size_t frame_size = before_connection.size() + before_channel.size() +
                                   before_event.size() + before_kind.size() + before_data.size() +
                                   no_data.size() + before_user_id.size() + after_user_id.size() +
                                   replayed.size() + before_received_at.size() + timestamp_size +
                                   before_sequence.size() + sequence_size + after_sequence.size();

}  // namespace

bool format_json(const Event& event, DataShape shape, text::Writer& out) noexcept {
  // The parsed shape checks the escapes itself.
  if (shape == DataShape::as_sent && event.data.starts_with('"') &&
      !text::has_sound_escapes(event.data)) {
    return false;
  }
  const std::size_t start = out.size();
  out.append(before_connection);
  text::escape(event.connection, out);
  out.append(before_channel);
  text::escape(event.channel, out);
  out.append(before_event);
  text::escape(event.name, out);
  out.append(before_kind);
  out.append(to_string(event.kind));
  out.append(before_data);
  if (event.data.empty()) {
    out.append(no_data);
  } else if (shape == DataShape::parsed) {
    if (!append_data_value(event, out)) {
      out.rewind(start);
      return false;
    }
  } else {
    out.append(event.data);
  }
  if (!event.user_id.empty()) {
    out.append(before_user_id);
    text::escape(event.user_id, out);
    out.append(after_user_id);
  }
  if (event.replayed) out.append(replayed);
  out.append(before_received_at);
  out.advance_to(write_timestamp(event.received_at, out.reserve(timestamp_size)));
  out.append(before_sequence);
  char* const digits = out.reserve(sequence_size);
  out.advance_to(std::to_chars(digits, digits + sequence_size, event.sequence).ptr);
  out.append(after_sequence);
  return true;
}

std::size_t json_bound(const Event& event) noexcept {
  return frame_size + text::escaped_bound(event.connection) + text::escaped_bound(event.channel) +
         text::escaped_bound(event.name) + to_string(event.kind).size() +
         text::escaped_bound(event.user_id) + event.data.size();
}

}  // namespace sluice::relay
