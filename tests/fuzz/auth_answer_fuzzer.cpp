#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "gateway/channels/auth/auth_answer.hpp"
#include "tests/fuzz/require.hpp"

namespace sluice::channels {
namespace {

bool is_signature(std::string_view auth) {
  const auto colon = auth.rfind(':');
  if (colon == auth.npos || colon == 0) return false;
  const auto hex = auth.substr(colon + 1);
  return hex.size() == 64 && hex.find_first_not_of("0123456789abcdef") == hex.npos;
}

/// The first two bytes are the status.
void fuzz(std::string_view input) {
  if (input.size() < 2) return;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(input[i]); };
  const unsigned status = 100U + (byte(0) * 256U + byte(1)) % 500U;
  const auto answer = read_auth_answer({status, input.substr(2)});
  const bool granted = answer.result == AuthResult::granted;
  FUZZ_REQUIRE(!granted || (status >= 200 && status < 300));
  FUZZ_REQUIRE(!granted || is_signature(answer.authorization.auth));
  FUZZ_REQUIRE(granted || !answer.detail.empty());
}

}  // namespace
}  // namespace sluice::channels

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  sluice::channels::fuzz({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
