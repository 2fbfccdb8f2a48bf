#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>

#include "gateway/core/return_event.hpp"

namespace sluice::channels {

/// An app of a Channels server, as the HTTP API identifies it.
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

/// The largest number of events that servers accept in one request.
inline constexpr std::size_t api_batch_max = 10;

/// The signature of a request. The query's parameters are sorted by name and not escaped. Servers
/// accept it for 600 seconds from its auth_timestamp.
[[nodiscard]] std::string api_signature(std::string_view secret, std::string_view method,
                                        std::string_view path, std::string_view query);

/// The target of a POST with this body, signed. `path` is without the prefix.
[[nodiscard]] std::string signed_target(const ApiApp& app, std::string_view path,
                                        std::string_view body, std::chrono::seconds timestamp);

/// Publishes 1 to api_batch_max events to all connections except the one with this socket_id
/// (empty: to all). The API requires `data` as a string, so the JSON text of the data becomes that
/// string: a client that parses it, as the official ones do, gets the original value.
[[nodiscard]] ApiRequest publish_request(const ApiApp& app,
                                         std::span<const ReturnEvent* const> events,
                                         std::string_view socket_id,
                                         std::chrono::seconds timestamp);

}  // namespace sluice::channels
