#include "gateway/relay/format_json.hpp"

#include <charconv>
#include <chrono>
#include <concepts>
#include <string_view>

#include "gateway/relay/json_string.hpp"

namespace sluice::relay {
namespace {

namespace chrono = std::chrono;

constexpr std::string_view before_connection = R"({"connection":")";
constexpr std::string_view before_channel = R"(","channel":")";
constexpr std::string_view before_event = R"(","event":")";
constexpr std::string_view before_data = R"(","data":)";
constexpr std::string_view no_data = "null";
constexpr std::string_view before_user_id = R"(,"user_id":")";
constexpr std::string_view after_user_id = R"(")";
constexpr std::string_view before_received_at = R"(,"received_at":")";
constexpr std::string_view before_sequence = R"(","sequence":)";
constexpr std::string_view after_sequence = "}";
constexpr std::size_t time_size = std::string_view{"2026-01-02T03:04:05.678Z"}.size();
constexpr std::size_t sequence_size = 20;  // of 2^64

constexpr std::size_t frame_size =
    before_connection.size() + before_channel.size() + before_event.size() + before_data.size() +
    no_data.size() + before_user_id.size() + after_user_id.size() + before_received_at.size() +
    time_size + before_sequence.size() + sequence_size + after_sequence.size();

// `width` digits of `value`, zeros in front, and then `separator`.
void put_digits(char*& to, unsigned value, int width, char separator) noexcept {
  for (int i = width; i-- > 0; value /= 10) to[i] = static_cast<char>('0' + value % 10);
  to[width] = separator;
  to += width + 1;
}

void append_time(WallTime time, Writer& out) noexcept {
  const auto since_epoch = chrono::floor<chrono::milliseconds>(time);
  const auto day = chrono::floor<chrono::days>(since_epoch);
  const chrono::year_month_day date{day};
  const chrono::hh_mm_ss clock{since_epoch - day};
  const auto number = [](std::integral auto value) { return static_cast<unsigned>(value); };
  char* to = out.reserve(time_size);
  put_digits(to, number(static_cast<int>(date.year())), 4, '-');
  put_digits(to, static_cast<unsigned>(date.month()), 2, '-');
  put_digits(to, static_cast<unsigned>(date.day()), 2, 'T');
  put_digits(to, number(clock.hours().count()), 2, ':');
  put_digits(to, number(clock.minutes().count()), 2, ':');
  put_digits(to, number(clock.seconds().count()), 2, '.');
  put_digits(to, number(clock.subseconds().count()), 3, 'Z');
  out.advance_to(to);
}

}  // namespace

bool format_json(const Event& event, Writer& out) noexcept {
  if (event.data.starts_with('"') && !has_sound_escapes(event.data)) return false;
  out.append(before_connection);
  escape(event.connection, out);
  out.append(before_channel);
  escape(event.channel, out);
  out.append(before_event);
  escape(event.name, out);
  out.append(before_data);
  out.append(event.data.empty() ? no_data : event.data);
  if (!event.user_id.empty()) {
    out.append(before_user_id);
    escape(event.user_id, out);
    out.append(after_user_id);
  }
  out.append(before_received_at);
  append_time(event.received_at, out);
  out.append(before_sequence);
  char* const digits = out.reserve(sequence_size);
  out.advance_to(std::to_chars(digits, digits + sequence_size, event.sequence).ptr);
  out.append(after_sequence);
  return true;
}

std::size_t json_bound(const Event& event) noexcept {
  return frame_size + escaped_bound(event.connection) + escaped_bound(event.channel) +
         escaped_bound(event.name) + escaped_bound(event.user_id) + event.data.size();
}

}  // namespace sluice::relay
