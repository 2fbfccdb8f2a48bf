#include "gateway/channels/decryption/decryption.hpp"

#include <algorithm>
#include <utility>

#include "gateway/core/give_back.hpp"
#include "gateway/text/json_text.hpp"

namespace sluice::channels {

using telemetry::Level;

namespace {

/// Texts that were larger are not kept for the next event.
constexpr std::size_t text_to_keep = 64 * 1024;

}  // namespace

Decryption::Decryption(const DecryptionSettings& settings, Subscriptions& subscriptions,
                       EventMaker& event_maker, ConnectionProbe& probe)
    : settings_(settings),
      subscriptions_(subscriptions),
      event_maker_(event_maker),
      probe_(probe) {}

Decryption::Lane& Decryption::lane_of(std::size_t subscription) {
  const auto found = lanes_.find(subscription);
  if (found != lanes_.end()) return found->second;
  const Attempt attempt(settings_.pause_initial, settings_.pause_max);
  return lanes_.emplace(subscription, Lane{subscription, attempt}).first->second;
}

void Decryption::take(Event event, std::size_t subscription, Moment now, Actions& out) {
  auto& lane = lane_of(subscription);
  event.received_at = now.wall;
  const bool sealed = reader_.read(event.data, box_);
  if (lane.asking()) return wait(lane, event, sealed, out);
  subscriptions_.at(subscription).keys().expire(now.time, settings_.key_kept);
  const auto failure = open(lane, sealed ? &box_ : nullptr, Reason::wrong_key);
  if (failure == Reason::wrong_key && settings_.ask_again && now.time >= lane.ask_from) {
    ask(lane, now.time, out);
    return wait(lane, event, sealed, out);
  }
  if (failure) {
    complain(lane, *failure, now.time, out);
  } else {
    event.data = data_.size() > text_to_keep ? event_maker_.keep(std::exchange(data_, {})) : data_;
  }
  empty(box_.ciphertext, text_to_keep);
  deliver(lane, event, failure, out);
}

/// Opens the box into data_, or returns the reason of the failure; `otherwise`: no key opens it.
std::optional<Decryption::Reason> Decryption::open(const Lane& lane, const SecretBox* box,
                                                   Reason otherwise) {
  if (box == nullptr) return Reason::malformed;
  const auto opens = [&](const std::optional<SecretKey>& key) {
    return key && open_secretbox(*box, *key, plaintext_);
  };
  const auto& keys = subscriptions_.at(lane.subscription).keys();
  if (!opens(keys.present()) && !opens(keys.previous())) return otherwise;
  const bool is_text = text::write_json_string(plaintext_, data_);
  empty(plaintext_, text_to_keep);
  return is_text ? std::nullopt : std::optional(Reason::not_text);
}

void Decryption::deliver(const Lane& lane, Event event, std::optional<Reason> failure,
                         Actions& out) {
  if (failure) {
    event.kind = EventKind::undecryptable;
    probe_.undecryptable[std::size_t(*failure)].add();
  }
  event_maker_.deliver(event, lane.subscription, event.received_at, out);
}

std::size_t Decryption::Waiting::bytes() const noexcept {
  return sizeof *this + name.size() + user_id.size() + data.size() +
         (box ? box->ciphertext.size() : 0);
}

/// When the limits are exceeded, the oldest events leave first, so that the order is kept.
void Decryption::wait(Lane& lane, const Event& event, bool sealed, Actions& out) {
  auto& waiting =
      lane.waiting.emplace_back(Waiting{.event = event,
                                        .name = std::string(event.name),
                                        .user_id = std::string(event.user_id),
                                        .data = std::string(event.data),
                                        .box = sealed ? std::optional(box_) : std::nullopt});
  waiting.event.channel = subscriptions_.at(lane.subscription).channel();
  lane.waiting_bytes += waiting.bytes();
  while (lane.waiting.size() > settings_.waiting_max ||
         lane.waiting_bytes > settings_.waiting_bytes_max) {
    (void)release(lane, Reason::queue_full, out);
  }
}

/// Delivers the first event that waits; returns whether a key opened it.
bool Decryption::release(Lane& lane, Reason otherwise, Actions& out) {
  auto waiting = std::move(lane.waiting.front());
  lane.waiting.pop_front();
  lane.waiting_bytes -= waiting.bytes();
  const auto failure = open(lane, waiting.box ? &*waiting.box : nullptr, otherwise);
  Event event = waiting.event;
  event.name = event_maker_.keep(std::move(waiting.name));
  event.user_id = event_maker_.keep(std::move(waiting.user_id));
  event.data = event_maker_.keep(failure ? std::move(waiting.data) : data_);
  deliver(lane, event, failure, out);
  return !failure;
}

void Decryption::release_all(Lane& lane, Reason otherwise, Actions& out) {
  while (!lane.waiting.empty()) (void)release(lane, otherwise, out);
}

void Decryption::ask(Lane& lane, Time now, Actions& out) {
  const auto& channel = subscriptions_.at(lane.subscription).channel();
  lane.attempt.begin(subscriptions_.socket_id());
  lane.attempt.await(now, settings_.key_timeout);
  lane.ask_from = now + lane.attempt.backoff().longest_next();
  out.emplace_back(
      Report{Level::warn, "an event does not open, the key is asked for again", channel, {}});
  out.emplace_back(RequestAuth{.subscription = lane.subscription,
                               .generation = lane.attempt.generation(),
                               .channel = channel,
                               .socket_id = subscriptions_.socket_id(),
                               .purpose = AuthPurpose::key});
}

void Decryption::on_auth(const RequestAuth& request, const AuthAnswer& answer, Time now,
                         Actions& out) {
  const auto found = lanes_.find(request.subscription);
  const bool current = found != lanes_.end() && found->second.asking() &&
                       found->second.attempt.is_current(request.generation, request.socket_id);
  const auto known = with_key(answer);
  probe_.auth[std::size_t(current ? known.result : AuthResult::stale)].add();
  if (current) settle(found->second, known, now, out);
}

/// The answer is here, or the time is over: every event that waited leaves.
void Decryption::settle(Lane& lane, const AuthAnswer& answer, Time now, Actions& out) {
  lane.attempt.settle();
  auto& subscription = subscriptions_.at(lane.subscription);
  const bool granted = answer.result == AuthResult::granted;
  const auto before = subscription.keys().present();
  if (granted) subscription.keys().use(*answer.authorization.shared_secret, now);
  const bool changed = granted && subscription.keys().present() != before;
  const auto otherwise = granted ? Reason::wrong_key : Reason::no_key;
  const bool helped = !lane.waiting.empty() && release(lane, otherwise, out) && changed;
  release_all(lane, otherwise, out);
  if (helped) {
    lane.attempt.succeed();
    lane.ask_from = now + settings_.pause_after_success;
    out.emplace_back(Report{Level::info, "the key has changed", subscription.channel(), {}});
  } else {
    lane.ask_from = std::max(lane.ask_from, now + answer.pause);
    out.emplace_back(Report{Level::warn, "no key opens an event", subscription.channel(),
                            granted ? "nor does the one asked for" : answer.detail});
  }
}

void Decryption::on_deadline(Time now, Actions& out) {
  for (auto& [subscription, lane] : lanes_) {
    if (now < lane.attempt.deadline()) continue;
    settle(lane, {AuthResult::transient, {}, "it was asked for and did not come in time"}, now,
           out);
  }
}

void Decryption::lose(Actions& out) {
  for (auto& [subscription, lane] : lanes_) {
    release_all(lane, Reason::connection_lost, out);
    lane.attempt.give_up();
  }
}

Time Decryption::next_deadline() const {
  Time earliest = never;
  for (const auto& [subscription, lane] : lanes_)
    earliest = std::min(earliest, lane.attempt.deadline());
  return earliest;
}

void Decryption::complain(const Lane& lane, Reason failure, Time now, Actions& out) {
  if (!complaints_.allows(now)) return;
  out.emplace_back(Report{Level::warn, "undecryptable event",
                          subscriptions_.at(lane.subscription).channel(),
                          std::string(to_string(failure))});
}

}  // namespace sluice::channels
