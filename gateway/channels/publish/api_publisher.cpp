#include "gateway/channels/publish/api_publisher.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_set>
#include <utility>

#include "gateway/text/json_syntax.hpp"

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
  refused,  ///< the events themselves are refused
  failed,   ///< the answer is not about the events: the request is repeated
};

bool refuses_app(unsigned status) {
  return status == unauthorised || status == forbidden;
}

/// The status that the answer should have: soketi sends `200 OK` for every failure, with
/// `{"error":…,"code":401}` in the body.
HttpAnswer with_true_status(HttpAnswer answer) {
  if (answer.status >= 300) return answer;
  const auto json = nlohmann::json::parse(answer.body, nullptr, false);
  if (!json.is_object() || !json.contains("error") || !json.contains("code")) return answer;
  const auto& code = json["code"];
  const auto meant = code.is_number_unsigned() ? code.get<std::uint64_t>() : 0;
  if (meant >= 400 && meant < 600) answer.status = static_cast<unsigned>(meant);
  return answer;
}

/// Pusher: `Timestamp expired: Given timestamp (…) not within 600s of server time`.
bool refuses_time(const HttpAnswer& answer) {
  if (answer.status < 400 || answer.status >= 500) return false;
  return answer.body.find("imestamp expired") != std::string_view::npos;
}

/// The verdict of an answer on the events. An answer that refuses the app refuses all events: each
/// is lost with its reason and can be kept in a dead-letter topic; it does not hold up its source.
/// An answer that refuses our clock refuses no event.
Verdict verdict_of(const HttpAnswer& answer) {
  const auto status = answer.status;
  if (is_of_a_proxy(answer) || refuses_time(answer)) return Verdict::failed;
  if (answer.succeeded()) {
    return answer.body.empty() || text::is_json(answer.body) ? Verdict::published : Verdict::failed;
  }
  if (status < 400 || status >= 500) return Verdict::failed;
  const bool later = status == request_timeout || status == too_many_requests;
  return later ? Verdict::failed : Verdict::refused;
}

std::string clock_difference(WallTime ours, std::optional<WallTime> theirs) {
  if (!theirs) return {};
  const auto ahead = std::chrono::round<std::chrono::seconds>(ours - *theirs).count();
  return fmt::format("; our clock is {} s {} the server's", ahead < 0 ? -ahead : ahead,
                     ahead < 0 ? "behind" : "ahead of");
}

/// Servers send 401 for a clock too, and otherwise for a signature that they call wrong.
std::string remark_on(const HttpAnswer& answer, WallTime now) {
  if (refuses_time(answer)) return clock_difference(now, answer.date);
  if (answer.status != unauthorised) return {};
  return " (signed by api.secret: does it belong to the app of api.app_id and this key?)";
}

std::string described(const HttpAnswer& answer, WallTime now) {
  constexpr std::size_t text_max = 512;
  return fmt::format("the API answered {}: {}{}", answer.status, answer.body.substr(0, text_max),
                     remark_on(answer, now));
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
  if (!under_way_.empty() || now.time < std::max(retry_at_, eligible_at_)) return std::nullopt;
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

void ApiPublisher::on_answer(const HttpAnswer& written, Moment now, Actions& out) {
  const auto answer = with_true_status(written);
  const auto status = answer.status;
  const auto verdict = verdict_of(answer);
  if (verdict == Verdict::failed) {
    // The server's limit may be smaller than a batch.
    if (status == too_many_requests) post_alone();
    return try_later(described(answer, now.wall), pause_asked_for(answer.retry_after), now.time,
                     out);
  }
  backoff_.reset();
  if (refuses_app(status)) {
    report(Level::error, "the HTTP API refuses the app, nothing can be published",
           described(answer, now.wall), out);
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
    refusal = Refusal{loss, described(answer, now.wall)};
  }
  while (!under_way_.empty()) settle(under_way_, under_way_.begin(), refusal, out);
}

/// A held event holds back the rest of its channel, so that each channel keeps its order.
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

/// A batch that fails repeatedly may contain one bad event; an event that fails repeatedly alone
/// may be the bad one.
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

void ApiPublisher::try_later(std::string why, Duration at_least, Time now, Actions& out) {
  set_aside(now);
  put_back(out);
  retry_at_ = now + std::max(at_least, backoff_.next(random_));
  report(Level::warn, "publishing over HTTP failed, will be tried until it works", std::move(why),
         out);
}

/// Reports only the first of several failures in a row.
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
  eligible_at_ = Time::min();  // other events of its channel may have waited behind it
}

Time ApiPublisher::next_deadline() const noexcept {
  const bool retries = under_way_.empty() && !waiting_.empty();
  return std::min(stale_at_, retries ? std::max(retry_at_, eligible_at_) : never);
}

}  // namespace sluice::channels
