#include "gateway/net/page_policy.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>

namespace sluice::net {
namespace {

/// What stands between the tags of the first such element.
std::string_view content_of(std::string_view html, std::string_view element) {
  const auto opening = fmt::format("<{}>", element);
  const auto begin = html.find(opening);
  if (begin == html.npos) return {};
  const auto rest = html.substr(begin + opening.size());
  return rest.substr(0, rest.find(fmt::format("</{}>", element)));
}

std::string hash_of(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::array<unsigned char, 4 * ((SHA256_DIGEST_LENGTH + 2) / 3) + 1> base64{};
  const int size = EVP_EncodeBlock(base64.data(), digest.data(), SHA256_DIGEST_LENGTH);
  return fmt::format("'sha256-{}'", std::string{base64.begin(), base64.begin() + size});
}

}  // namespace

std::string page_policy(std::string_view html) {
  return fmt::format("{}; style-src {}; script-src {}; connect-src 'self'", no_page_policy,
                     hash_of(content_of(html, "style")), hash_of(content_of(html, "script")));
}

}  // namespace sluice::net
