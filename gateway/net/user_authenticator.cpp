#include "gateway/net/user_authenticator.hpp"

#include <chrono>
#include <string>
#include <utility>

#include "gateway/net/form.hpp"

namespace sluice::net {

UserAuthenticator::UserAuthenticator(Shard& shard, const config::User& settings,
                                     telemetry::ConnectionProbe& probe, Done done)
    : probe_(probe), done_(std::move(done)), endpoint_(shard, "user endpoint", settings) {}

void UserAuthenticator::ask(const channels::RequestUserAuth& request) {
  std::string fields;
  append_form_field(fields, "socket_id", request.socket_id);
  const auto asked_at = std::chrono::steady_clock::now();
  endpoint_.post(std::move(fields), [this, asked_at, request](const auto& response) {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - asked_at;
    probe_.auth_seconds.observe(took.count());
    if (!response) {
      return done_(request, {telemetry::AuthResult::transient, {}, response.error().message});
    }
    done_(request, channels::read_auth_answer(response->status, response->body));
  });
}

}  // namespace sluice::net
