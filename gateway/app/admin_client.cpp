#include "gateway/app/admin_client.hpp"

#include <fmt/format.h>

#include <optional>
#include <stdexcept>
#include <utility>

#include "config/problem.hpp"
#include "config/url.hpp"
#include "gateway/net/shard.hpp"

namespace sluice::app {
namespace {

constexpr Duration answer_time{30'000};
constexpr std::size_t answer_max = std::size_t{16} << 20;

}  // namespace

net::HttpResponse ask_admin(const std::string& url, net::HttpRequest request) {
  auto parsed = config::parse_http_url(url);
  if (!parsed) throw std::runtime_error(fmt::format("--against: {}", parsed.error().message));
  net::Shard loop(0);
  const auto client = loop.http_clients().of({.name = "gateway",
                                              .url = *std::move(parsed),
                                              .tls = {},
                                              .timeout = answer_time,
                                              .concurrent_max = 1,
                                              .answer_max = answer_max});
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

std::string ask_status(const std::string& url) {
  auto response = ask_admin(url, {.method = net::HttpMethod::get, .target = "/api/v1/status"});
  if (response.status == 200) return std::move(response.body);
  throw std::runtime_error(
      fmt::format("{}: status {}: {}", url, response.status, config::printable(response.body)));
}

}  // namespace sluice::app
