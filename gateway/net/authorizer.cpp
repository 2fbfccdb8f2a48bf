#include "gateway/net/authorizer.hpp"

#include <chrono>
#include <utility>

#include "gateway/net/form.hpp"

namespace sluice::net {
Authorizer::Authorizer(Shard& shard, const config::Auth& settings,
                       telemetry::ConnectionProbe& probe)
    : probe_(probe), endpoint_(shard, "auth endpoint", settings) {}

void Authorizer::ask(const channels::RequestAuth& request, Done done) {
  std::string body;
  append_form_field(body, "socket_id", request.socket_id);
  append_form_field(body, "channel_name", request.channel);
  const auto asked_at = std::chrono::steady_clock::now();
  endpoint_.post(std::move(body), [this, request, done = std::move(done),
                                   asked_at](const auto& response) {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - asked_at;
    probe_.auth_seconds.observe(took.count());
    if (!response) {
      return done(request, {telemetry::AuthResult::transient, {}, response.error().message});
    }
    done(request, channels::read_auth_answer(response->status, response->body));
  });
}

}  // namespace sluice::net
