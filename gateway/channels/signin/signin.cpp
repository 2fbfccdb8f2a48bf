#include "gateway/channels/signin/signin.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gateway/channels/wire/messages.hpp"
#include "gateway/core/names.hpp"

namespace sluice::channels {

using telemetry::AuthResult;
using telemetry::Level;
using telemetry::SigninState;

Signin::Signin(SigninSettings settings, telemetry::ConnectionProbe& probe, Random& random)
    : settings_(std::move(settings)),
      probe_(probe),
      random_(random),
      state_(settings_.wanted ? SigninState::waiting : SigninState::off),
      retry_(settings_.retry_initial, settings_.retry_max) {
  probe_.signin[std::size_t(state_)].set(1);
}

void Signin::enter(SigninState state) {
  probe_.signin[std::size_t(state_)].set(0);
  probe_.signin[std::size_t(state)].set(1);
  state_ = state;
}

void Signin::open(std::string_view socket_id, Time now, Actions& out) {
  if (!settings_.wanted) return;
  socket_id_ = socket_id;
  retry_.reset();
  begin(now, out);
}

void Signin::lose() {
  if (!settings_.wanted) return;
  socket_id_.clear();
  ++generation_;
  deadline_ = never;
  user_id_.clear();
  channel_.clear();
  held_.clear();
  enter(SigninState::waiting);
}

void Signin::begin(Time now, Actions& out) {
  ++generation_;
  if (settings_.signer) return send(settings_.signer->authorize(socket_id_), now, out);
  enter(SigninState::authorizing);
  deadline_ = never;  // asking has a deadline of its own and always ends in an answer
  out.emplace_back(RequestUserAuth{generation_, socket_id_});
}

void Signin::send(const Authorization& authorization, Time now, Actions& out) {
  user_data_ = authorization.user_data.value_or("");
  enter(SigninState::sent);
  deadline_ = now + settings_.acknowledge_timeout;
  out.emplace_back(Send{signin_message(authorization)});
}

void Signin::on_auth(const RequestUserAuth& request, const AuthAnswer& asked, Time now,
                     Actions& out) {
  const bool current = request.generation == generation_ && request.socket_id == socket_id_ &&
                       state_ == SigninState::authorizing;
  if (!current) return probe_.auth[std::size_t(AuthResult::stale)].add();
  const auto answer = with_user(asked);
  probe_.auth[std::size_t(answer.result)].add();
  if (answer.result == AuthResult::granted) return send(answer.authorization, now, out);
  if (answer.result != AuthResult::transient) return fail(answer.detail, now, out);
  out.emplace_back(
      Report{Level::warn, "signing in failed, will be tried again soon", {}, answer.detail});
  retry_later(Duration(0), answer.detail, now);
  enter(SigninState::waiting);
}

bool Signin::on_success(std::string_view data, Time now, Actions& out) {
  // However late it comes: it is the server's word.
  if (socket_id_.empty() || state_ == SigninState::signed_in) return false;
  auto user_id = read_signed_in_user(data);
  // The server may leave out what we have told it.
  if (user_id.empty()) user_id = read_user_id(user_data_);
  if (user_id.empty()) {
    fail("signed in as a user without an id", now, out);
    return true;
  }
  user_id_ = std::move(user_id);
  channel_ = fmt::format("{}{}", user_channel_prefix, user_id_);
  problem_.clear();
  enter(SigninState::signed_in);
  out.emplace_back(Report{Level::info, "signed in", {}, fmt::format("user {}", user_id_)});
  subscribe(now, out);
  return true;
}

/// Needs no authorisation: the server knows who we are.
void Signin::subscribe(Time now, Actions& out) {
  deadline_ = now + settings_.acknowledge_timeout;
  out.emplace_back(Send{subscribe_message(channel_, nullptr)});
}

bool Signin::on_subscribed(std::string_view channel) {
  if (!owns(channel)) return false;
  deadline_ = never;
  retry_.reset();
  return true;
}

bool Signin::on_rejected(std::string_view channel, const std::string& why, Time now, Actions& out) {
  if (!owns(channel)) return false;
  fail(why, now, out);
  return true;
}

bool Signin::on_error(const std::string& why, Time now, Actions& out) {
  if (state_ != SigninState::sent) return false;
  fail(why, now, out);
  return true;
}

void Signin::on_deadline(Time now, Actions& out) {
  if (now < deadline_ || socket_id_.empty()) return;
  const bool unanswered = state_ == SigninState::sent || state_ == SigninState::signed_in;
  if (!unanswered) return begin(now, out);
  const auto* what = state_ == SigninState::sent ? "signin not acknowledged in time"
                                                 : "the user's channel not acknowledged in time";
  out.emplace_back(Report{Level::warn, what, {}, {}});
  if (state_ == SigninState::signed_in) return subscribe(now, out);
  retry_later(Duration(0), "not acknowledged in time", now);
  enter(SigninState::waiting);
}

void Signin::fail(std::string why, Time now, Actions& out) {
  out.emplace_back(Report{Level::error, "signing in refused, will be tried again later", {}, why});
  user_id_.clear();
  channel_.clear();
  retry_later(settings_.refused_retry, std::move(why), now);
  enter(SigninState::failed);
}

void Signin::retry_later(Duration at_least, std::string why, Time now) {
  deadline_ = now + std::max(at_least, retry_.next(random_));
  problem_ = std::move(why);
}

bool Signin::undecided() const noexcept {
  return state_ == SigninState::waiting || state_ == SigninState::authorizing ||
         state_ == SigninState::sent;
}

bool Signin::hold(const RequestAuth& request, const AuthAnswer& answer) {
  const bool needs_user = answer.result == AuthResult::granted &&
                          !answer.authorization.channel_data &&
                          channel_type(request.channel) == ChannelType::presence;
  if (!needs_user || !undecided() || request.socket_id != socket_id_) return false;
  held_.emplace_back(request, answer);
  return true;
}

std::vector<Signin::HeldAuth> Signin::release() {
  if (undecided()) return {};
  return std::exchange(held_, {});
}

}  // namespace sluice::channels
