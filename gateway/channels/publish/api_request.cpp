#include "gateway/channels/publish/api_request.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <sodium.h>

#include <array>
#include <nlohmann/json.hpp>

#include "gateway/channels/auth/hmac.hpp"
#include "gateway/core/error.hpp"

namespace sluice::channels {
namespace {

using Json = nlohmann::json;

std::string md5(std::string_view text) {
  constexpr std::size_t size = 16;
  std::array<unsigned char, size> digest{};
  const bool done =
      EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_md5(), nullptr) == 1;
  SLUICE_ASSERT(done, "OpenSSL has MD5, unless it was built without what the API's rules ask for");
  std::array<char, 2 * size + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
  return hex.data();
}

Json json_of(const ReturnEvent& event, std::string_view socket_id) {
  Json json = {{"name", event.name}, {"channel", event.channel}, {"data", event.data}};
  if (!socket_id.empty()) json["socket_id"] = socket_id;
  return json;
}

}  // namespace

std::string api_signature(std::string_view secret, std::string_view method, std::string_view path,
                          std::string_view query) {
  return hmac_sha256(secret, fmt::format("{}\n{}\n{}", method, path, query));
}

std::string signed_target(const ApiApp& app, std::string_view path, std::string_view body,
                          std::chrono::seconds timestamp) {
  const auto query = fmt::format("auth_key={}&auth_timestamp={}&auth_version=1.0&body_md5={}",
                                 app.key, timestamp.count(), md5(body));
  return fmt::format("{}{}?{}&auth_signature={}", app.path_prefix, path, query,
                     api_signature(app.secret, "POST", path, query));
}

ApiRequest publish_request(const ApiApp& app, std::span<const ReturnEvent* const> events,
                           std::string_view socket_id, std::chrono::seconds timestamp) {
  Json json;
  if (events.size() == 1) {
    json = json_of(*events.front(), socket_id);
  } else {
    for (const auto* event : events) json["batch"].push_back(json_of(*event, socket_id));
  }
  auto body = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  const auto path =
      fmt::format("/apps/{}/{}", app.id, events.size() == 1 ? "events" : "batch_events");
  auto target = signed_target(app, path, body, timestamp);
  return {std::move(target), std::move(body)};
}

}  // namespace sluice::channels
