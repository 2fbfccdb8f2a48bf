#include <cstddef>
#include <cstdint>

#include "config/documentation.hpp"
#include "config/reader.hpp"
#include "tests/fuzz/require.hpp"
#include "tests/unit/config/sample_sink.hpp"

namespace sluice::config {
namespace {

std::optional<std::string> no_variables(std::string_view) {
  return std::nullopt;
}

void fuzz(std::string_view text) {
  static const ConnectorTypes types{{sample_sink()}, {}};
  const auto loaded = load(text, "f.yaml", types, no_variables);
  if (loaded.has_error()) {
    FUZZ_REQUIRE(!loaded.error().empty());
    for (const auto& problem : loaded.error()) FUZZ_REQUIRE(!problem.message.empty());
    return;
  }
  // Secrets are masked, and a mask is a secret like any other.
  const auto printed = print(*loaded, types);
  const auto again = load(printed, "printed.yaml", types, no_variables);
  FUZZ_REQUIRE(!again.has_error());
  FUZZ_REQUIRE(print(*again, types) == printed);
}

}  // namespace
}  // namespace sluice::config

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  // A reference may name a file of this machine, which is no input of ours.
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  if (text.find("${file:") == text.npos) sluice::config::fuzz(text);
  return 0;
}
