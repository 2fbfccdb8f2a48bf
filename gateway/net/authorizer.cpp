#include "gateway/net/authorizer.hpp"

#include <chrono>
#include <utility>

#include "gateway/net/connection_settings.hpp"
#include "gateway/net/form.hpp"

namespace sluice::net {
namespace {

HttpEndpoint endpoint_of(const config::Auth& settings) {
  HttpEndpoint endpoint{.name = "auth endpoint",
                        .url = config::parse_http_url(settings.endpoint).value(),
                        .tls = tls_settings_of(settings.tls),
                        .headers = {},
                        .timeout = settings.timeout,
                        .concurrent_max = static_cast<std::size_t>(settings.max_concurrent),
                        .answer_max = settings.max_answer.count};
  for (const auto& [name, value] : settings.headers)
    endpoint.headers.push_back({name, value.reveal()});
  return endpoint;
}

}  // namespace

Authorizer::Authorizer(Shard& shard, const config::Auth& settings,
                       telemetry::ConnectionProbe& probe)
    : settings_(settings),
      probe_(probe),
      client_(HttpClient::make(shard.io(), endpoint_of(settings), shard.tls_contexts()).value()) {}

void Authorizer::ask(const channels::RequestAuth& request, Done done) {
  std::string body;
  append_form_field(body, "socket_id", request.socket_id);
  append_form_field(body, "channel_name", request.channel);
  for (const auto& [name, value] : settings_.params) append_form_field(body, name, value.reveal());
  const auto asked_at = std::chrono::steady_clock::now();
  HttpRequest form{.content_type = form_content_type, .body = std::move(body)};
  client_->post(std::move(form), [this, request, done = std::move(done), asked_at](auto response) {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - asked_at;
    probe_.auth_seconds.observe(took.count());
    if (!response) {
      return done(request, {telemetry::AuthResult::transient, {}, response.error().message});
    }
    done(request, channels::read_auth_answer(response->status, response->body));
  });
}

}  // namespace sluice::net
