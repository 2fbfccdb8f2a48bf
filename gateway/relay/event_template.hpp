#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/error.hpp"
#include "gateway/core/event.hpp"
#include "gateway/text/writer.hpp"

namespace sluice::relay {

/// How the values of an event stand in the text.
enum class Values : std::uint8_t {
  as_they_are,
  topic_levels,  ///< each as one level of an MQTT topic: text::encode_topic_level
};

/// Text with placeholders, such as "channels.{connection}", compiled once: {connection}, {channel},
/// {event}, {kind} and {user_id} stand for the event's, as it is with `|raw` after the name; `{{`
/// and `}}` for a brace. Immutable.
class EventTemplate {
 public:
  /// An error names the placeholder or filter that is not known and those that are, or the stray
  /// brace.
  [[nodiscard]] static Result<EventTemplate> parse(std::string_view text,
                                                   Values values = Values::as_they_are);

  /// The template that renders `text` whatever the event.
  [[nodiscard]] static EventTemplate literal(std::string text);

  /// Appends the text for `event`: at most bound(event) bytes.
  void render(const Event& event, text::Writer& out) const noexcept;
  /// The same as the inside of a JSON string, of a template whose values are as they are: at most
  /// escaped_size_max times as much.
  void render_escaped(const Event& event, text::Writer& out) const noexcept;
  [[nodiscard]] std::size_t bound(const Event& event) const noexcept;

  [[nodiscard]] bool empty() const noexcept { return parts_.empty(); }

  /// Whether what it renders begins with text that no peer can choose.
  [[nodiscard]] bool has_literal_prefix() const noexcept;

  /// Whether it has the placeholder, named without braces.
  [[nodiscard]] bool mentions(std::string_view placeholder) const noexcept;

 private:
  /// What a placeholder stands for, or `literal` when there is none.
  struct Part {
    std::string literal;
    std::string_view placeholder{};
    std::string_view (*field)(const Event& event) noexcept = nullptr;
    bool encoded = false;  ///< as a topic's level

    [[nodiscard]] std::string_view text(const Event& event) const noexcept {
      return field == nullptr ? std::string_view{literal} : field(event);
    }
  };

  friend std::string topic_glob(const EventTemplate& topic);

  std::vector<Part> parts_;
};

/// A glob that matches every topic the template can render: `*` stands for a placeholder's text,
/// `+` for one that is encoded as a topic's level, and so has no `/`.
[[nodiscard]] std::string topic_glob(const EventTemplate& topic);

}  // namespace sluice::relay
