#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/error.hpp"
#include "gateway/core/event.hpp"
#include "gateway/text/record_writer.hpp"

namespace sluice::relay {

/// The form of the event's values in the text.
enum class Values : std::uint8_t {
  as_they_are,
  topic_levels,  ///< each as one level of an MQTT topic: text::encode_topic_level
};

/// Text with placeholders, such as "channels.{connection}", compiled once. {connection}, {channel},
/// {event}, {kind} and {user_id} stand for the values of the event, without encoding if `|raw`
/// follows the name. `{{` and `}}` stand for a brace. Immutable.
class EventTemplate {
 public:
  /// The error names the unknown placeholder or filter and the known ones, or the stray brace.
  [[nodiscard]] static Result<EventTemplate> parse(std::string_view text,
                                                   Values values = Values::as_they_are);

  /// The template that renders `text` for every event.
  [[nodiscard]] static EventTemplate literal(std::string text);

  /// Appends the text for `event`: at most bound(event) bytes.
  void render(const Event& event, text::Writer& out) const noexcept;
  /// The same as the inside of a JSON string, for a template with Values::as_they_are: at most
  /// escaped_size_max times as many bytes.
  void render_escaped(const Event& event, text::Writer& out) const noexcept;
  [[nodiscard]] std::size_t bound(const Event& event) const noexcept;

  [[nodiscard]] bool empty() const noexcept { return parts_.empty(); }

  /// Whether the text begins with a part that no peer can choose.
  [[nodiscard]] bool has_literal_prefix() const noexcept;

  /// Whether it has the placeholder; the name is without braces.
  [[nodiscard]] bool mentions(std::string_view placeholder) const noexcept;

  /// The text for `event`, where speed is no matter.
  [[nodiscard]] std::string text(const Event& event) const;

  /// The text for `event` on both sides of a placeholder.
  struct Around {
    std::string before;
    std::string after;
    bool encoded = false;  ///< whether the value is encoded as a topic level
  };
  /// Nothing unless it has the placeholder exactly once.
  [[nodiscard]] std::optional<Around> around(std::string_view placeholder,
                                             const Event& event) const;

  /// Whether two neighbouring placeholders always have literal text between them for which
  /// `separates` returns true.
  [[nodiscard]] bool keeps_apart(bool (*separates)(std::string_view text)) const;

 private:
  /// A placeholder, or `literal` when `field` is null.
  struct Part {
    std::string literal;
    std::string_view placeholder{};
    std::string_view (*field)(const Event& event) noexcept = nullptr;
    bool encoded = false;  ///< as a level of a topic

    [[nodiscard]] std::string_view text(const Event& event) const noexcept {
      return field == nullptr ? std::string_view{literal} : field(event);
    }
  };

  [[nodiscard]] static EventTemplate of(std::span<const Part> parts);

  friend std::string topic_glob(const EventTemplate& topic);

  std::vector<Part> parts_;
};

/// A glob that matches every topic of the template: `*` stands for the text of a placeholder, `+`
/// for one that is encoded as a topic level and therefore has no `/`.
[[nodiscard]] std::string topic_glob(const EventTemplate& topic);

}  // namespace sluice::relay
