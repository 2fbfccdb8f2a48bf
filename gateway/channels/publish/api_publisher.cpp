#include "gateway/channels/publish/api_publisher.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_set>
#include <utility>

namespace sluice::channels {

using telemetry::Level;

namespace {

constexpr unsigned unauthorised = 401;
constexpr unsigned forbidden = 403;
constexpr unsigned request_timeout = 408;
constexpr unsigned payload_too_large = 413;
constexpr unsigned too_many_requests = 429;

enum class Verdict : std::uint8_t {
  published,
  refused,  ///< these events, as they are
  failed,   ///< nothing is said about the events: asked again
};

/// What an answer says of the events. One that refuses the app refuses all of them: they are lost
/// by their reason, and can be had again from a dead-letter topic, rather than hold up their
/// source.
Verdict verdict_of(unsigned status) {
  if (status >= 200 && status < 300) return Verdict::published;
  if (status < 400 || status >= 500) return Verdict::failed;
  const bool later = status == request_timeout || status == too_many_requests;
  return later ? Verdict::failed : Verdict::refused;
}

bool refuses_app(unsigned status) {
  return status == unauthorised || status == forbidden;
}

/// The status that an answer should have had: soketi writes `200 OK` over whatever went wrong, and
/// `{"error":…,"code":401}` beneath it.
unsigned true_status(unsigned status, std::string_view body) {
  if (status >= 300) return status;
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object() || !json.contains("error") || !json.contains("code")) return status;
  const auto& code = json["code"];
  const auto meant = code.is_number_unsigned() ? code.get<std::uint64_t>() : 0;
  return meant >= 400 && meant < 600 ? static_cast<unsigned>(meant) : status;
}

std::string described(unsigned status, std::string_view body) {
  constexpr std::size_t text_max = 512;
  return fmt::format("the API answered {}: {}", status, body.substr(0, text_max));
}

}  // namespace

ApiPublisher::ApiPublisher(ApiSettings settings, Random& random)
    : settings_(std::move(settings)),
      random_(random),
      backoff_(settings_.retry_initial, settings_.retry_max) {}

void ApiPublisher::add(ReturnEvent event, Ticket ticket, Actions& out) {
  if (auto refusal = refusal_of(event, {.data = settings_.max_bytes})) {
    out.emplace_back(Settled{ticket, {refusal->loss, std::move(refusal->detail)}});
    return;
  }
  const auto old =
      event.replaces.empty()
          ? waiting_.end()
          : std::ranges::find_if(waiting_, [&](const Waiting& other) {
              return other.event.replaces == event.replaces && other.event.channel == event.channel;
            });
  stale_at_ = std::min(stale_at_, event.expires_at);
  eligible_at_ = Time::min();
  waiting_.insert(old, {ticket, std::move(event)});
  if (old != waiting_.end()) settle(waiting_, old, Refusal{ReturnLoss::superseded}, out);
}

std::optional<ApiRequest> ApiPublisher::next(Moment now, std::string_view socket_id, Actions& out) {
  if (now.time >= stale_at_) drop_stale(now.time, out);
  if (!under_way_.empty() || now.time < retry_at_) return std::nullopt;
  const auto chosen = choose(now.time);
  eligible_at_ = chosen.at;
  if (chosen.events.empty()) return std::nullopt;
  for (const auto& one : chosen.events) under_way_.splice(under_way_.end(), waiting_, one);
  std::vector<const ReturnEvent*> events;
  for (auto& one : under_way_) {
    ++one.tries;
    events.push_back(&one.event);
  }
  const auto timestamp = std::chrono::floor<std::chrono::seconds>(now.wall.time_since_epoch());
  return publish_request(settings_.app, events, socket_id, timestamp);
}

void ApiPublisher::on_answer(unsigned written_status, std::string_view body, Time now,
                             Actions& out) {
  const auto status = true_status(written_status, body);
  const auto verdict = verdict_of(status);
  if (verdict == Verdict::failed) {
    // A limit may be smaller than a batch.
    if (status == too_many_requests) post_alone();
    return on_failure(described(status, body), now, out);
  }
  backoff_.reset();
  if (refuses_app(status)) {
    report(Level::error, "the HTTP API refuses the app, nothing can be published",
           described(status, body), out);
  } else {
    failing_ = false;
  }
  if (verdict == Verdict::refused && under_way_.size() > 1 && !refuses_app(status)) {
    post_alone();
    return put_back(out);
  }
  std::optional<Refusal> refusal;
  if (verdict == Verdict::refused) {
    const auto loss = status == payload_too_large ? ReturnLoss::too_large : ReturnLoss::refused;
    refusal = Refusal{loss, described(status, body)};
  }
  while (!under_way_.empty()) settle(under_way_, under_way_.begin(), refusal, out);
}

/// Whole channels are passed over behind an event that is held, so that each keeps its order.
ApiPublisher::Choice ApiPublisher::choose(Time now) {
  Choice choice;
  std::unordered_set<std::string_view> held;
  for (auto one = waiting_.begin(); one != waiting_.end(); ++one) {
    if (!held.empty() && held.contains(one->event.channel)) continue;
    if (now < one->held_until) {
      held.insert(one->event.channel);
      choice.at = std::min(choice.at, one->held_until);
      continue;
    }
    if (one->alone && !choice.events.empty()) break;
    choice.events.push_back(one);
    if (one->alone || choice.events.size() == api_batch_max) break;
  }
  return choice;
}

void ApiPublisher::post_alone() {
  for (auto& one : under_way_) one.alone = true;
}

/// A batch that fails again and again may have one bad event in it; an event that does so alone may
/// be the bad one.
void ApiPublisher::set_aside(Time now) {
  constexpr std::uint32_t patience = 3;
  for (auto& one : under_way_) {
    if (one.tries < patience) continue;
    if (one.alone) {
      const auto doublings = std::min(one.tries - patience, 16U);
      one.held_until =
          now + std::min(settings_.retry_initial * (1U << doublings), settings_.retry_max);
    }
    one.alone = true;
  }
}

void ApiPublisher::on_failure(std::string why, Time now, Actions& out) {
  set_aside(now);
  put_back(out);
  const auto delay = backoff_.next(random_);
  retry_at_ = now + delay;
  report(Level::warn, "publishing over HTTP failed, will be tried until it works", std::move(why),
         out);
}

/// Once for all failures in a row.
void ApiPublisher::report(Level level, std::string_view what, std::string why, Actions& out) {
  if (std::exchange(failing_, true)) return;
  out.emplace_back(Report{level, what, {}, std::move(why)});
}

void ApiPublisher::put_back(Actions& out) {
  eligible_at_ = Time::min();
  for (auto next = under_way_.begin(); next != under_way_.end();) {
    const auto one = next++;
    if (one->withdrawn) settle(under_way_, one, Refusal{ReturnLoss::withdrawn}, out);
  }
  for (const auto& one : under_way_) stale_at_ = std::min(stale_at_, one.event.expires_at);
  waiting_.splice(waiting_.begin(), under_way_);
}

void ApiPublisher::drop_stale(Time now, Actions& out) {
  stale_at_ = never;
  for (auto next = waiting_.begin(); next != waiting_.end();) {
    const auto one = next++;
    if (now >= one->event.expires_at) {
      settle(waiting_, one, Refusal{ReturnLoss::expired}, out);
    } else {
      stale_at_ = std::min(stale_at_, one->event.expires_at);
    }
  }
}

void ApiPublisher::withdraw(Ticket ticket, Actions& out) {
  const auto has_ticket = [ticket](const Waiting& one) {
    return one.ticket.sequence == ticket.sequence;
  };
  if (const auto one = std::ranges::find_if(waiting_, has_ticket); one != waiting_.end()) {
    settle(waiting_, one, Refusal{ReturnLoss::withdrawn}, out);
  } else if (const auto posted = std::ranges::find_if(under_way_, has_ticket);
             posted != under_way_.end()) {
    posted->withdrawn = true;
  }
}

void ApiPublisher::settle(Queue& queue, Queue::iterator one, const std::optional<Refusal>& refusal,
                          Actions& out) {
  ReturnOutcome outcome{.retries = one->tries > 0 ? one->tries - 1 : 0};
  if (refusal) {
    outcome.loss = refusal->loss;
    outcome.detail = refusal->detail;
  }
  out.emplace_back(Settled{one->ticket, std::move(outcome)});
  queue.erase(one);
  eligible_at_ = Time::min();  // others of its channel may have waited behind it
}

Time ApiPublisher::next_deadline() const noexcept {
  const bool retries = under_way_.empty() && !waiting_.empty();
  return std::min(stale_at_, retries ? std::max(retry_at_, eligible_at_) : never);
}

}  // namespace sluice::channels
