#include "gateway/relay/cloud_event.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "gateway/core/timestamp.hpp"
#include "gateway/relay/data_value.hpp"
#include "gateway/text/json_string.hpp"

namespace sluice::relay {
namespace {

namespace chrono = std::chrono;

/// The attributes whose text is made from the event.
struct MadeTexts {
  std::string_view id;
  std::string_view time;
};

/// The longest possible texts.
constexpr MadeTexts longest{"-9223372036854776-18446744073709551615", "2026-01-02T03:04:05.678Z"};

/// Makes these attributes and holds their text.
class TextsOf {
 public:
  explicit TextsOf(const Event& event) noexcept {
    const auto since_epoch = event.received_at.time_since_epoch();
    char* to = append(id_.data(), chrono::floor<chrono::microseconds>(since_epoch).count());
    *to++ = '-';
    id_size_ = static_cast<std::size_t>(append(to, event.sequence) - id_.data());
    write_timestamp(event.received_at, time_.data());
  }
  [[nodiscard]] MadeTexts view() const noexcept {
    return {{id_.data(), id_size_}, {time_.data(), time_.size()}};
  }

 private:
  template <class Number>
  char* append(char* to, Number number) noexcept {
    return std::to_chars(to, id_.data() + id_.size(), number).ptr;
  }

  std::array<char, longest.id.size()> id_;
  std::array<char, timestamp_size> time_;
  std::size_t id_size_;
};

// Calls `put(name, value)` for each attribute but the content type; a value is a text or a
// template. Empty attributes are left out.
template <class Put>
void for_each_attribute(const Event& event, const CloudEventRule& rule, const MadeTexts& made,
                        Put&& put) noexcept {
  const auto put_if_any = [&](std::string_view name, std::string_view text) {
    if (!text.empty()) put(name, text);
  };
  put("specversion", std::string_view{"1.0"});
  put("id", made.id);
  put("source", rule.source);
  put("type", rule.type);
  put_if_any("subject", event.channel);
  put("time", made.time);
  put_if_any("event", event.name);
  put_if_any("userid", event.user_id);
  if (event.replayed) put("replayed", std::string_view{"true"});
}

std::size_t size_of(std::string_view text, const Event&) noexcept {
  return text.size();
}
std::size_t size_of(const EventTemplate& text, const Event& event) noexcept {
  return text.bound(event);
}

void render(std::string_view text, const Event&, text::Writer& out) noexcept {
  out.append(text);
}
void render(const EventTemplate& text, const Event& event, text::Writer& out) noexcept {
  text.render(event, out);
}

void render_escaped(std::string_view text, const Event&, text::Writer& out) noexcept {
  text::escape(text, out);
}
void render_escaped(const EventTemplate& text, const Event& event, text::Writer& out) noexcept {
  text.render_escaped(event, out);
}

constexpr std::string_view first = R"({")";
constexpr std::string_view further = R"(,")";
constexpr std::string_view before_value = R"(":")";
constexpr std::string_view after_value = R"(")";
constexpr std::size_t around_member = further.size() + before_value.size() + after_value.size();
constexpr std::string_view before_data = R"(,"data":)";
constexpr std::string_view before_data_type = R"(,"datacontenttype":")";
constexpr std::string_view end_of_event = "}";

}  // namespace

std::size_t cloud_event_header_bound(const Event& event, const CloudEventRule& rule) noexcept {
  std::size_t bytes = 0;
  for_each_attribute(event, rule, longest, [&](std::string_view name, const auto& value) {
    bytes += Headers::overhead + rule.header_prefix.size() + name.size() + size_of(value, event);
  });
  return bytes;
}

void render_cloud_event_headers(const Event& event, const CloudEventRule& rule,
                                text::Writer& out) noexcept {
  const TextsOf made{event};
  for_each_attribute(event, rule, made.view(), [&](std::string_view name, const auto& value) {
    const auto write_name = [&](text::Writer& to) {
      to.append(rule.header_prefix);
      to.append(name);
    };
    out.add_header(write_name, [&](text::Writer& to) { render(value, event, to); });
  });
}

bool format_cloud_event(const Event& event, const CloudEventRule& rule,
                        text::Writer& out) noexcept {
  const TextsOf made{event};
  std::string_view before_name = first;
  for_each_attribute(event, rule, made.view(), [&](std::string_view name, const auto& value) {
    out.append(before_name);
    out.append(name);
    out.append(before_value);
    render_escaped(value, event, out);
    out.append(after_value);
    before_name = further;
  });
  if (!event.data.empty()) {
    out.append(before_data);
    const auto type = append_data_value(event, out);
    if (!type) return false;
    out.append(before_data_type);
    out.append(to_string(*type));
    out.append(after_value);
  }
  out.append(end_of_event);
  return true;
}

std::size_t cloud_event_bound(const Event& event, const CloudEventRule& rule) noexcept {
  std::size_t bytes = before_data.size() + event.data.size() + before_data_type.size() +
                      to_string(ContentType::text).size() + after_value.size() +
                      end_of_event.size();
  for_each_attribute(event, rule, longest, [&](std::string_view name, const auto& value) {
    bytes += around_member + name.size() + text::escaped_size_max * size_of(value, event);
  });
  return bytes;
}

}  // namespace sluice::relay
