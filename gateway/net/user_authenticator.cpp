#include "gateway/net/user_authenticator.hpp"

#include <string>
#include <utility>

#include "gateway/net/form.hpp"

namespace sluice::net {

UserAuthenticator::UserAuthenticator(Shard& shard, const config::User& settings,
                                     telemetry::ConnectionProbe& probe, Done done)
    : done_(std::move(done)), endpoint_(shard, "user endpoint", settings, probe) {}

void UserAuthenticator::ask(const channels::RequestUserAuth& request) {
  std::string fields;
  append_form_field(fields, "socket_id", request.socket_id);
  endpoint_.post(std::move(fields),
                 [this, request](const auto& response) { done_(request, read_answer(response)); });
}

}  // namespace sluice::net
