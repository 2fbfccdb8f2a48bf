#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "config/checks.hpp"
#include "config/endpoint_checks.hpp"
#include "config/section.hpp"

namespace sluice::config {
namespace {

/// 32 bytes in base64, the form of the official server packages.
bool is_key(std::string_view base64) {
  std::array<unsigned char, 32> key;
  std::size_t size = 0;
  return sodium_base642bin(key.data(), key.size(), base64.data(), base64.size(), nullptr, &size,
                           nullptr, sodium_base64_VARIANT_ORIGINAL) == 0 &&
         size == key.size();
}

void check_object(const Section& section, std::string_view key, const std::string& text) {
  if (!text.empty() && !nlohmann::json::parse(text, nullptr, false).is_object()) {
    section.problem(key, "must be a JSON object");
  }
}

}  // namespace

void check(Section& section, const Auth& auth) {
  check_request_headers(section);
  check_url(section, "endpoint", auth.endpoint, parse_http_url);
  check_proxy(section, auth.proxy);
  if (!auth.endpoint.empty() && !auth.secret.empty()) {
    section.problem("secret", "only one of endpoint and secret can be given");
  }
  if (!auth.encryption_master_key.empty()) {
    if (!section.value().find("secret")) {
      section.problem("encryption_master_key", "is of use only beside secret");
    }
    if (!is_key(auth.encryption_master_key.reveal())) {
      section.problem("encryption_master_key", "must be 32 bytes in base64");
    }
  }
  check_object(section, "user_info", auth.user_info);
}

void check(Section& section, const User& user) {
  check_request_headers(section);
  check_url(section, "endpoint", user.endpoint, parse_http_url);
  check_proxy(section, user.proxy);
  check_alternatives(section, {"endpoint", !user.endpoint.empty()}, {"id", !user.id.empty()});
  check_object(section, "info", user.info);
  constexpr std::size_t watchlist_max = 100;  // servers ignore the rest
  if (user.watchlist.size() > watchlist_max) {
    section.problem("watchlist", fmt::format("has more than {} users", watchlist_max));
  }
}

}  // namespace sluice::config
