#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "gateway/net/http_client.hpp"

namespace sluice::app {

/// Where the admin server of a running gateway is, and what it takes to ask it.
struct AdminContact {
  std::string url;            ///< as `http://127.0.0.1:9464`
  std::string token_file{};   ///< empty: $SLUICE_ADMIN_TOKEN, or no token
  std::string ca_file{};      ///< empty: the system's authorities
  std::string server_name{};  ///< of its certificate; empty: the host of the URL
};

/// Sends a request and waits for the answer, whatever its status is. Throws std::runtime_error
/// where nobody answers or the contact is wrong. For commands; it has a loop of its own.
[[nodiscard]] net::HttpResponse ask_admin(const AdminContact& contact, net::HttpRequest request);

/// Asks for an answer without an end, and hands it on as it comes until `on_part` returns false.
/// Throws std::runtime_error where nobody answers, the gateway refuses, ends it or falls silent.
void follow_admin(const AdminContact& contact, const std::string& target,
                  std::function<bool(std::string_view part)> on_part);

/// What the gateway says of itself at /api/v1/status. Throws as well where it refuses that.
[[nodiscard]] std::string ask_status(const AdminContact& contact);

}  // namespace sluice::app
