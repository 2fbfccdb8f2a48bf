#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/channels/decryption/sealed_data.hpp"
#include "gateway/text/json_syntax.hpp"
#include "gateway/text/json_text.hpp"
#include "tests/fuzz/require.hpp"
#include "tests/unit/channels/padded_frame.hpp"

namespace sluice::channels {
namespace {

constexpr std::size_t tag_size = 16;

/// The input is the data token of an event. Nobody who has not our key can make one that opens.
void fuzz(std::string_view input) {
  static SealedDataReader reader;
  static SecretBox box;
  static std::string text;
  const PaddedFrame frame(input);
  const bool sealed = reader.read(frame.view(), box);
  FUZZ_REQUIRE(!sealed || box.ciphertext.size() >= tag_size);
  FUZZ_REQUIRE(!sealed || !open_secretbox(box, SecretKey{}, text));
  if (text::write_json_string(input, text)) FUZZ_REQUIRE(text::is_json(text));
}

}  // namespace
}  // namespace sluice::channels

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  sluice::channels::fuzz({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
