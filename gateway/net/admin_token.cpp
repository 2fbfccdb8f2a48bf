#include "gateway/net/admin_token.hpp"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <array>
#include <boost/beast/core/string.hpp>
#include <utility>

#include "config/token_text.hpp"

namespace sluice::net {
namespace {

using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

Digest digest_of(std::string_view text) {
  Digest digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return digest;
}

/// Of digests, so that the time does not tell how long the token is either.
bool is_same(std::string_view one, std::string_view other) {
  return CRYPTO_memcmp(digest_of(one).data(), digest_of(other).data(), Digest{}.size()) == 0;
}

}  // namespace

AdminToken::AdminToken(config::LiveSecret secret, const telemetry::Log& log)
    : secret_(std::move(secret)), log_(log) {
  if (!secret_.empty()) read();
}

TokenState AdminToken::state_of(std::string_view authorization) {
  constexpr std::string_view scheme = "Bearer ";
  if (secret_.empty()) return TokenState::none_set;
  if (!boost::beast::iequals(authorization.substr(0, scheme.size()), scheme)) {
    return TokenState::absent;
  }
  read();
  const auto shown = authorization.substr(scheme.size());
  return !good_.empty() && is_same(shown, good_) ? TokenState::right : TokenState::wrong;
}

void AdminToken::read() {
  config::LastValues now;  // the last good token is ours to keep, with a word about it
  auto token = secret_.reveal(now);
  const auto problem = token ? std::string{config::why_no_token(*token)} : token.error().message;
  if (problem.empty()) {
    good_ = *std::move(token);
  } else if (readable_) {
    log_.warn("admin.token cannot be read again; the last one remains", {{"problem", problem}});
  }
  readable_ = problem.empty();
}

}  // namespace sluice::net
