#include <array>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "gateway/returns/message_data.hpp"
#include "gateway/returns/message_template.hpp"
#include "tests/fuzz/lines.hpp"
#include "tests/fuzz/require.hpp"

namespace sluice::returns {
namespace {

/// The same JSON for a parser that refuses half of a surrogate pair, which the grammar allows.
std::string without_surrogates(std::string json) {
  for (auto at = json.find("\\u"); at != json.npos; at = json.find("\\u", at + 2)) {
    if (json.size() - at < 6) break;
    const bool high = json[at + 2] == 'd' || json[at + 2] == 'D';
    const bool surrogate = std::string_view("89abcdefABCDEF").find(json[at + 3]) != json.npos;
    if (high && surrogate) json.replace(at + 2, 2, "00");
  }
  return json;
}

/// The first line is the template; the rest is the message: topic, key, a header's value, payload,
/// a line each.
void fuzz(std::string_view input) {
  const auto text = test::take_line(input);
  Message message;
  message.topic = test::take_line(input);
  message.key = test::take_line(input);
  const std::array<Header, 1> headers{{{"h", test::take_line(input)}}};
  message.headers = headers;
  message.payload = input;

  MessageReader reader(message);
  if (const auto made = MessageTemplate::parse(text)) {
    const auto rendered = made->render(reader);
    FUZZ_REQUIRE(rendered ? rendered->starts_with(made->literal_prefix()) : !made->is_literal());
    FUZZ_REQUIRE(rendered || !rendered.error().message.empty());
  } else {
    FUZZ_REQUIRE(!made.error().message.empty());
  }
  // What is sent as an event's data is JSON, whatever a broker's message holds; as base64 all can
  // be.
  for (const auto binary : {BinaryPolicy::refuse, BinaryPolicy::base64}) {
    const auto data = event_data(reader, binary, {});
    FUZZ_REQUIRE(data || binary == BinaryPolicy::refuse);
    if (data) FUZZ_REQUIRE(nlohmann::json::accept(without_surrogates(*data)));
  }
}

}  // namespace
}  // namespace sluice::returns

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  sluice::returns::fuzz({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
