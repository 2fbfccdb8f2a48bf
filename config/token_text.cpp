#include "config/token_text.hpp"

#include "config/endpoint_checks.hpp"

namespace sluice::config {
namespace {

/// 128 bits, written in base64, take 22; a word of a dictionary is shorter.
constexpr std::size_t shortest = 16;
/// The request has to fit into the header that the admin server reads.
constexpr std::size_t longest = 4096;

}  // namespace

std::string_view why_no_token(std::string_view text) noexcept {
  if (text.size() < shortest) return "has fewer than 16 characters";
  if (text.size() > longest) return "has more than 4096 characters";
  if (!consists_of(text, "-._~+/=")) return "may have letters, digits and -._~+/= only";
  return {};
}

}  // namespace sluice::config
