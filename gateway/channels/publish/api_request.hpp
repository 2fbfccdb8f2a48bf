#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>

#include "gateway/core/return_event.hpp"

namespace sluice::channels {

/// An app of a Channels server, as its HTTP API knows it.
struct ApiApp {
  std::string id;
  std::string key;
  std::string secret;
  std::string path_prefix{};  ///< in front of `/apps/…`
};

/// A POST of JSON.
struct ApiRequest {
  std::string target;  ///< path and query
  std::string body;
};

/// As many events as servers take in one request.
inline constexpr std::size_t api_batch_max = 10;

/// The signature of a request: the query's parameters are in the order of their names and not
/// escaped. Good for 600 seconds from its auth_timestamp on.
[[nodiscard]] std::string api_signature(std::string_view secret, std::string_view method,
                                        std::string_view path, std::string_view query);

/// The target of a POST with this body, signed. `path` is without the prefix.
[[nodiscard]] std::string signed_target(const ApiApp& app, std::string_view path,
                                        std::string_view body, std::chrono::seconds timestamp);

/// Publishes the events, 1 to api_batch_max of them, to all but the connection with this socket_id
/// (empty: to all). The data's JSON text becomes the text that the API asks for: a client that
/// parses it, as the official ones do, finds what the data is.
[[nodiscard]] ApiRequest publish_request(const ApiApp& app,
                                         std::span<const ReturnEvent* const> events,
                                         std::string_view socket_id,
                                         std::chrono::seconds timestamp);

}  // namespace sluice::channels
