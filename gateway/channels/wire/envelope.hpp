#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace sluice::channels {

/// One protocol 7 message, taken apart. The views point into the frame or into the parser and are
/// valid until the next parse.
struct Envelope {
  std::string_view event;
  std::string_view channel;  ///< empty when absent
  /// The JSON token as sent, see Event::data; empty when absent. It is well formed, except that the
  /// escapes of a string are not checked.
  std::string_view data;
  std::string_view user_id;  ///< text, or a number as text; empty when absent
};

/// Takes frames apart without copying them. One parser per shard: it keeps its scratch memory from
/// frame to frame.
class EnvelopeParser {
 public:
  /// simdjson reads up to this many bytes past a document. They must be readable; their values do
  /// not matter.
  static constexpr std::size_t padding = 64;

  EnvelopeParser();
  ~EnvelopeParser();
  EnvelopeParser(const EnvelopeParser&) = delete;
  EnvelopeParser& operator=(const EnvelopeParser&) = delete;

  /// False when the text is not a JSON object with a text `event`; `problem()` has the reason. Of
  /// duplicate keys the last one counts, as in every official client. `frame` must have `padding`
  /// readable bytes behind it.
  [[nodiscard]] bool parse(std::string_view frame, Envelope& out);

  [[nodiscard]] std::string_view problem() const noexcept { return problem_; }

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  std::string_view problem_;
};

}  // namespace sluice::channels
