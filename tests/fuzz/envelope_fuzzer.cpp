#include <cstddef>
#include <cstdint>

#include "gateway/channels/wire/envelope.hpp"
#include "gateway/text/json_syntax.hpp"
#include "tests/fuzz/require.hpp"
#include "tests/unit/channels/padded_frame.hpp"

namespace sluice::channels {
namespace {

void fuzz(std::string_view text) {
  static EnvelopeParser parser;  // keeps its scratch memory, as a shard's does
  const PaddedFrame frame(text);
  Envelope envelope;
  if (!parser.parse(frame.view(), envelope)) {
    FUZZ_REQUIRE(!parser.problem().empty());
    return;
  }
  // What nobody reads is not looked at; of a text in `data`, the escapes are left to its reader.
  FUZZ_REQUIRE(envelope.data.empty() || envelope.data.starts_with('"') ||
               text::is_json(envelope.data));
}

}  // namespace
}  // namespace sluice::channels

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  sluice::channels::fuzz({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
