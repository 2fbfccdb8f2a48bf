#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "gateway/relay/event_template.hpp"
#include "gateway/relay/format.hpp"
#include "gateway/text/topic_level.hpp"
#include "tests/fuzz/lines.hpp"
#include "tests/fuzz/require.hpp"

namespace sluice::relay {
namespace {

/// Renders into just the room that was promised to be enough: the Writer ends the program if not.
template <class Render>
std::string rendered(std::size_t bound, Render render) {
  std::vector<char> room(bound);
  text::Writer out(room);
  render(out);
  return std::string(out.written());
}

/// The first line is the template; the rest is the event: channel, name, user_id, data, a line
/// each.
void fuzz(std::string_view input) {
  const auto text = test::take_line(input);
  Event event;
  event.connection = "market";
  event.channel = test::take_line(input);
  event.name = test::take_line(input);
  event.user_id = test::take_line(input);
  event.data = input;

  if (const auto made = EventTemplate::parse(text)) {
    const auto topic =
        rendered(made->bound(event), [&](text::Writer& out) { made->render(event, out); });
    FUZZ_REQUIRE(made->empty() == text.empty());
    // As a topic's level a value is read back, and alone makes no level of its own.
    const auto level = EventTemplate::parse("{user_id}", Values::topic_levels).value();
    const auto encoded =
        rendered(level.bound(event), [&](text::Writer& out) { level.render(event, out); });
    FUZZ_REQUIRE(encoded.find_first_of("/+#") == encoded.npos);
    FUZZ_REQUIRE(text::decode_topic_level(encoded) == event.user_id);
  } else {
    FUZZ_REQUIRE(!made.error().message.empty());
  }
  const CloudEventRule rule{EventTemplate::literal("/market"),
                            EventTemplate::parse("{event}").value(), ""};
  for (const auto format :
       {Format::raw, Format::json, Format::cloudevents, Format::cloudevents_binary}) {
    for (const auto data : {DataShape::as_sent, DataShape::parsed}) {
      rendered(payload_bound(format, rule, event), [&](text::Writer& out) {
        if (!format_payload(format, data, rule, event, out)) {
          FUZZ_REQUIRE(event.data.starts_with('"'));
        }
      });
    }
  }
}

}  // namespace
}  // namespace sluice::relay

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  sluice::relay::fuzz({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
