#include "gateway/channels/signin/signin.hpp"

#include <fmt/format.h>

#include <utility>

#include "gateway/channels/subscription/rejection.hpp"
#include "gateway/channels/wire/messages.hpp"
#include "gateway/core/error.hpp"
#include "gateway/core/protocol_names.hpp"

namespace sluice::channels {

using telemetry::Level;

Signin::Signin(SigninSettings settings, EventMaker& event_maker, ConnectionProbe& probe,
               Random& random)
    : settings_(std::move(settings)),
      event_maker_(event_maker),
      probe_(probe),
      random_(random),
      state_(settings_.wanted ? SigninState::waiting : SigninState::off),
      attempt_(settings_.retry_initial, settings_.retry_max) {
  probe_.signin[std::size_t(state_)].set(1);
}

void Signin::enter(SigninState state) {
  probe_.signin[std::size_t(state_)].set(0);
  probe_.signin[std::size_t(state)].set(1);
  state_ = state;
  check();
}

void Signin::check() const {
  SLUICE_ASSERT(state_ != SigninState::sent || attempt_.awaiting(),
                "a signin that was sent awaits an answer");
  SLUICE_ASSERT(state_ != SigninState::failed || attempt_.deadline() != never,
                "a signin that was refused is tried again");
  SLUICE_ASSERT(user_id_.empty() || state_ == SigninState::signed_in,
                "nobody is signed in before the server has confirmed it");
}

void Signin::open(std::string_view socket_id, Time now, Actions& out) {
  if (!settings_.wanted) return;
  socket_id_ = socket_id;
  attempt_.backoff().reset();
  begin(now, out);
}

void Signin::lose() {
  if (!settings_.wanted) return;
  socket_id_.clear();
  attempt_.give_up();
  reading_ = true;
  user_id_.clear();
  channel_.clear();
  held_.clear();
  enter(SigninState::waiting);
}

void Signin::begin(Time now, Actions& out) {
  attempt_.begin(socket_id_);
  if (settings_.signer) return send(settings_.signer->authorize(socket_id_), now, out);
  enter(SigninState::authorizing);  // the request has its own deadline and always ends in an answer
  out.emplace_back(RequestUserAuth{attempt_.generation(), socket_id_});
}

void Signin::send(const Authorization& authorization, Time now, Actions& out) {
  user_data_ = authorization.user_data.value_or("");
  await(now);
  enter(SigninState::sent);
  out.emplace_back(Send{signin_message(authorization)});
}

void Signin::await(Time now) {
  attempt_.await(now, settings_.acknowledge_timeout);
  if (!reading_) attempt_.pause();
}

void Signin::on_reading(bool reading, Time now) noexcept {
  reading_ = reading;
  if (reading) {
    attempt_.resume(now);
  } else {
    attempt_.pause();
  }
}

void Signin::on_auth(const RequestUserAuth& request, const AuthAnswer& asked, Time now,
                     Actions& out) {
  const bool current = attempt_.is_current(request.generation, request.socket_id) &&
                       state_ == SigninState::authorizing;
  if (!current) return probe_.auth[std::size_t(AuthResult::stale)].add();
  const auto answer = with_user(asked);
  probe_.auth[std::size_t(answer.result)].add();
  if (answer.result == AuthResult::granted) return send(answer.authorization, now, out);
  if (answer.result != AuthResult::transient) return fail(answer.detail, now, out);
  out.emplace_back(
      Report{Level::warn, "signing in failed, will be tried again soon", {}, answer.detail});
  retry_later(SigninState::waiting, answer.pause, answer.detail, now);
}

bool Signin::on_success(std::string_view data, Time now, Actions& out) {
  // However late it comes: the server has signed us in.
  if (socket_id_.empty() || state_ == SigninState::signed_in) return false;
  auto user_id = read_signed_in_user(data);
  // The server may leave out the user data that we sent.
  if (user_id.empty()) user_id = read_user_id(user_data_);
  if (user_id.empty()) {
    fail("signed in as a user without an id", now, out);
    return true;
  }
  enter(SigninState::signed_in);
  user_id_ = std::move(user_id);
  channel_ = fmt::format("{}{}", user_channel_prefix, user_id_);
  problem_.clear();
  out.emplace_back(Report{Level::info, "signed in", {}, fmt::format("user {}", user_id_)});
  subscribe(now, out);
  return true;
}

/// Needs no authorisation: the server knows the user.
void Signin::subscribe(Time now, Actions& out) {
  await(now);
  out.emplace_back(Send{subscribe_message(channel_, nullptr)});
}

bool Signin::on_subscribed(std::string_view channel) {
  if (!owns(channel)) return false;
  attempt_.succeed();
  return true;
}

bool Signin::on_system_event(const Envelope& envelope, Moment now, Actions& out) {
  if (envelope.event == "pusher:signin_success") return on_success(envelope.data, now.time, out);
  if (envelope.event == "pusher_internal:subscription_succeeded") {
    return on_subscribed(envelope.channel);
  }
  if (envelope.event == "pusher_internal:watchlist_events") {
    if (user_id_.empty()) return false;
    for (auto& change : read_watchlist(envelope.data)) {
      deliver_watchlist(event_maker_.keep(std::move(change.name)),
                        event_maker_.keep(std::move(change.data)), now.wall, out);
    }
    return true;
  }
  if (!is_subscription_error(envelope.event) || !owns(envelope.channel)) return false;
  fail(read_error(envelope.data).message, now.time, out);
  return true;
}

/// An event on none of the configured channels may still be for the user.
bool Signin::deliver(const Envelope& envelope, WallTime now, Actions& out) {
  if (owns(envelope.channel)) {
    event_maker_.deliver({.kind = EventKind::user,
                          .channel = envelope.channel,
                          .name = envelope.event,
                          .data = envelope.data,
                          .user_id = user_id_},
                         std::nullopt, now, out);
    return true;
  }
  // Sockudo sends each change of the watchlist as a separate event without a channel.
  const bool change = envelope.event == "online" || envelope.event == "offline";
  if (!change || !envelope.channel.empty() || user_id_.empty()) return false;
  deliver_watchlist(envelope.event, envelope.data, now, out);
  return true;
}

void Signin::deliver_watchlist(std::string_view name, std::string_view data, WallTime now,
                               Actions& out) {
  event_maker_.deliver({.kind = EventKind::watchlist, .name = name, .data = data}, std::nullopt,
                       now, out);
}

void Signin::on_error(const ServerError& error, std::string why, Time now, Actions& out) {
  const auto* signer = settings_.signer ? "auth.secret" : "user.endpoint";
  fail(with_signer(std::move(why), error, signer), now, out);
}

void Signin::on_deadline(Time now, Actions& out) {
  if (now < attempt_.deadline() || socket_id_.empty()) return;
  if (!attempt_.awaiting()) return begin(now, out);
  const auto* unanswered = state_ == SigninState::sent
                               ? "signin not acknowledged in time"
                               : "the user's channel not acknowledged in time";
  out.emplace_back(Report{Level::warn, unanswered, {}, {}});
  if (state_ == SigninState::signed_in) return subscribe(now, out);
  retry_later(SigninState::waiting, Duration(0), "not acknowledged in time", now);
}

void Signin::fail(std::string why, Time now, Actions& out) {
  out.emplace_back(Report{Level::error, "signing in refused, will be tried again later", {}, why});
  user_id_.clear();
  channel_.clear();
  retry_later(SigninState::failed, settings_.refused_retry, std::move(why), now);
}

void Signin::retry_later(SigninState state, Duration at_least, std::string why, Time now) {
  attempt_.try_later(at_least, random_, now);
  problem_ = std::move(why);
  enter(state);
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
