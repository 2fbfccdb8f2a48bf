#pragma once

#include <string>

#include "gateway/net/http_client.hpp"

namespace sluice::app {

/// Sends a request to the admin server of a running gateway and waits for the answer, whatever its
/// status is. `url` is where the server is, as `http://127.0.0.1:9464`. Throws std::runtime_error
/// where nobody answers. For commands; it has a loop of its own.
[[nodiscard]] net::HttpResponse ask_admin(const std::string& url, net::HttpRequest request);

/// What the gateway says of itself at /api/v1/status. Throws as well where it refuses that.
[[nodiscard]] std::string ask_status(const std::string& url);

}  // namespace sluice::app
