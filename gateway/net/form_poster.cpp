#include "gateway/net/form_poster.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "gateway/net/connection_settings.hpp"
#include "gateway/net/form.hpp"

namespace sluice::net {
namespace {

HttpEndpoint endpoint_of(std::string name, const config::AuthEndpoint& settings) {
  return {.name = std::move(name),
          .url = config::parse_http_url(settings.endpoint).value(),
          .tls = tls_settings_of(settings.tls),
          .timeout = settings.timeout,
          .concurrent_max = static_cast<std::size_t>(settings.max_concurrent),
          .answer_max = settings.max_answer.count};
}

Result<HttpRequest> make_request(const config::AuthEndpoint& settings, std::string fields) {
  HttpRequest request{.content_type = form_content_type, .body = std::move(fields)};
  for (const auto& [name, value] : settings.params) {
    auto text = value.reveal();
    if (!text) return std::move(text).error().within(fmt::format("param {}", name));
    append_form_field(request.body, name, *text);
  }
  for (const auto& [name, value] : settings.headers) {
    auto text = value.reveal();
    if (!text) return std::move(text).error().within(fmt::format("header {}", name));
    request.headers.push_back({name, *std::move(text)});
  }
  return request;
}

}  // namespace

FormPoster::FormPoster(Shard& shard, std::string name, const config::AuthEndpoint& settings,
                       telemetry::ConnectionProbe& probe)
    : settings_(settings),
      probe_(probe),
      client_(*shard.http_clients().of(endpoint_of(std::move(name), settings)).value()) {}

void FormPoster::post(std::string fields, HttpClient::Done done) {
  auto make = [this, fields = std::move(fields)] { return make_request(settings_, fields); };
  const auto asked_at = std::chrono::steady_clock::now();
  auto answered = [this, asked_at, done = std::move(done)](Result<HttpResponse> response) {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - asked_at;
    probe_.auth_seconds.observe(took.count());
    done(std::move(response));
  };
  client_.post(std::move(make), std::move(answered), asked_);
}

channels::AuthAnswer read_answer(const Result<HttpResponse>& response) {
  if (response) return channels::read_auth_answer(response->answer());
  return {telemetry::AuthResult::transient, {}, response.error().message};
}

}  // namespace sluice::net
