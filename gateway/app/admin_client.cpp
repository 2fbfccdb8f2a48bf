#include "gateway/app/admin_client.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <utility>

#include "config/pem_file.hpp"
#include "config/problem.hpp"
#include "config/text_file.hpp"
#include "config/token_text.hpp"
#include "config/url.hpp"
#include "gateway/net/follow.hpp"
#include "gateway/net/shard.hpp"

namespace sluice::app {
namespace {

constexpr Duration answer_time{30'000};
/// Of a gateway that says every ten seconds that it is there.
constexpr Duration silence_max{30'000};
constexpr std::size_t answer_max = std::size_t{16} << 20;

constexpr const char* token_variable = "SLUICE_ADMIN_TOKEN";

/// Never an argument of the command, which everyone on the machine can see. Empty: none.
std::string token_of(const AdminContact& contact) {
  const bool in_file = !contact.token_file.empty();
  const auto* variable = std::getenv(token_variable);
  if (!in_file && variable == nullptr) return {};
  const auto where = in_file ? contact.token_file : token_variable;
  std::string token = in_file ? "" : variable;
  if (in_file) {
    auto content = config::read_value_file(contact.token_file);
    if (!content) throw std::runtime_error(content.error().message);
    token = *std::move(content);
  }
  const auto reason = config::why_no_token(token);
  if (!reason.empty()) throw std::runtime_error(fmt::format("{} {}", where, reason));
  return token;
}

net::TlsSettings tls_of(const AdminContact& contact) {
  net::TlsSettings tls;
  tls.server_name = contact.server_name;
  if (contact.ca_file.empty()) return tls;
  auto file = config::PemFile::read(contact.ca_file);
  if (!file) throw std::runtime_error(fmt::format("--ca-file: {}", file.error().message));
  tls.ca_file = *std::move(file);
  return tls;
}

net::HttpEndpoint endpoint_of(const AdminContact& contact) {
  auto parsed = config::parse_http_url(contact.url);
  if (!parsed) throw std::runtime_error(fmt::format("--against: {}", parsed.error().message));
  return {.name = "gateway",
          .url = *std::move(parsed),
          .tls = tls_of(contact),
          .timeout = answer_time,
          .concurrent_max = 1,
          .answer_max = answer_max};
}

void show_token(const AdminContact& contact, net::HttpRequest& request) {
  if (const auto token = token_of(contact); !token.empty()) {
    request.headers.push_back({"Authorization", "Bearer " + token});
  }
}

std::string refusal_of(const AdminContact& contact, const net::HttpResponse& response) {
  return fmt::format("{}: status {}: {}", contact.url, response.status,
                     config::printable(response.body));
}

}  // namespace

net::HttpResponse ask_admin(const AdminContact& contact, net::HttpRequest request) {
  show_token(contact, request);
  net::Shard loop(0);
  const auto client = loop.http_clients().of(endpoint_of(contact));
  if (!client) throw std::runtime_error(client.error().message);
  std::optional<Result<net::HttpResponse>> answer;
  (*client)->send(std::move(request), [&](Result<net::HttpResponse> came) {
    answer = std::move(came);
    loop.stop();
  });
  loop.run();
  if (!*answer) throw std::runtime_error(answer->error().message);
  return **std::move(answer);
}

std::string ask_status(const AdminContact& contact) {
  auto response = ask_admin(contact, {.method = net::HttpMethod::get, .target = "/api/v1/status"});
  if (response.status == 200) return std::move(response.body);
  throw std::runtime_error(refusal_of(contact, response));
}

void follow_admin(const AdminContact& contact, const std::string& target,
                  std::function<bool(std::string_view part)> on_part) {
  net::HttpRequest request{.method = net::HttpMethod::get, .target = target};
  show_token(contact, request);
  bool wanted = true;
  const auto followed = net::follow(endpoint_of(contact), std::move(request), silence_max,
                                    [&](std::string_view part) { return wanted = on_part(part); });
  if (!followed) {
    throw std::runtime_error(fmt::format("{}: {}", contact.url, followed.error().message));
  }
  if (followed->status != 200) throw std::runtime_error(refusal_of(contact, *followed));
  if (wanted) throw std::runtime_error(fmt::format("{}: the gateway ended the tap", contact.url));
}

}  // namespace sluice::app
