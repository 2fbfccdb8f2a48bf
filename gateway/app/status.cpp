#include "gateway/app/status.hpp"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "gateway/app/broker_status.hpp"
#include "gateway/core/timestamp.hpp"

namespace sluice::app {

using Json = nlohmann::ordered_json;

namespace {

Json losses(const std::array<telemetry::Counter, enum_count<ReturnLoss>>& counts) {
  Json json = Json::object();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto count = counts[i].value();
    if (count > 0) json[std::string{to_string(static_cast<ReturnLoss>(i))}] = count;
  }
  return json;
}

Json status_of(const UserStatus& user) {
  Json json = {{"state", user.state}};
  if (!user.id.empty()) json["id"] = user.id;
  if (!user.problem.empty()) json["problem"] = user.problem;
  return json;
}

Json status_of(const GapStatus& gap) {
  Json json = {{"seconds", whole_seconds(gap.length)}, {"reason", to_string(gap.reason)}};
  if (gap.loss) json["loss"] = to_string(*gap.loss);
  if (gap.ended_ago) json["ended_seconds_ago"] = whole_seconds(*gap.ended_ago);
  return json;
}

Json status_of(const LossStatus& loss) {
  Json json = {{"reason", to_string(loss.reason)}};
  if (loss.code) json["code"] = *loss.code;
  if (!loss.detail.empty()) json["detail"] = loss.detail;
  json["seconds_ago"] = whole_seconds(loss.ago);
  return json;
}

Json status_of(const ChannelStatus& channel) {
  Json json = {{"channel", channel.channel}, {"state", to_string(channel.state)}};
  if (!channel.problem.empty()) json["problem"] = channel.problem;
  if (channel.subscribed_for) json["subscribed_seconds"] = whole_seconds(*channel.subscribed_for);
  if (channel.event_ago) json["last_event_seconds_ago"] = whole_seconds(*channel.event_ago);
  if (const auto& last = channel.authorization) {
    json["last_authorization"] = {{"result", to_string(last->result)},
                                  {"seconds_ago", whole_seconds(last->ago)}};
  }
  if (channel.gap) json["gap"] = status_of(*channel.gap);
  if (channel.members) json["members"] = *channel.members;
  if (channel.members_incomplete) json["members_incomplete"] = true;
  return json;
}

Duration length(Time from, Time to) {
  return std::chrono::floor<Duration>(to - from);
}

std::optional<Duration> since(Time at, Time now) {
  return at == never ? std::nullopt : std::optional{length(at, now)};
}

std::optional<GapStatus> gap_of(const channels::Subscription& subscription, Time now) {
  if (const auto& open = subscription.gap()) {
    return GapStatus{length(open->from.time, now), open->reason, open->loss, std::nullopt};
  }
  const auto& past = subscription.history().gap;
  if (!past) return std::nullopt;
  return GapStatus{length(past->gap.from.time, past->ended_at), past->gap.reason, past->gap.loss,
                   length(past->ended_at, now)};
}

ChannelStatus snapshot_of(const channels::Subscription& subscription, Time now) {
  const auto& history = subscription.history();
  ChannelStatus channel{.channel = subscription.channel(),
                        .state = subscription.state(),
                        .problem = subscription.problem(),
                        .event_ago = since(history.event_at, now),
                        .gap = gap_of(subscription, now)};
  if (const auto& last = history.authorization) {
    channel.authorization = {last->result, length(last->at, now)};
  }
  if (!subscription.subscribed()) return channel;
  channel.subscribed_for = since(history.subscribed_at, now);
  if (subscription.type() == ChannelType::presence) {
    channel.members = subscription.members().count();
    channel.members_incomplete = !subscription.members().complete();
  }
  return channel;
}

}  // namespace

ConnectionStatus snapshot_of(const net::Connection& connection, Time now) {
  const auto& session = connection.session();
  ConnectionStatus status{.name = connection.settings().name,
                          .state = session.state(),
                          .problem = session.problem(),
                          .connected_for = since(session.connected_at(), now)};
  if (const auto& loss = session.last_loss()) {
    status.last_loss = {loss->reason, loss->code, loss->detail, length(loss->at, now)};
  }
  if (connection.settings().user) {
    const auto& signin = session.signin();
    status.user =
        UserStatus{std::string{to_string(signin.state())}, signin.user_id(), signin.problem()};
  }
  for (const auto& count : connection.probe().events) status.events += count.value();
  for (const auto& subscription : session.subscriptions().all()) {
    if (subscription.wanted()) status.channels.push_back(snapshot_of(subscription, now));
  }
  return status;
}

std::string status_of(const config::Certificates& certificates) {
  // Some are meant to be good until the year 9999, which is beyond a WallTime.
  constexpr auto latest = std::chrono::floor<std::chrono::seconds>(WallTime::max());
  const Json json = {{"file", certificates.file},
                     {"use", to_string(certificates.use)},
                     {"expires", timestamp(std::min(certificates.expiry, latest))}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string status_of(const ConnectionStatus& connection) {
  Json channels = Json::array();
  for (const auto& channel : connection.channels) channels.push_back(status_of(channel));
  Json json = {{"connection", connection.name}, {"state", to_string(connection.state)}};
  if (!connection.problem.empty()) json["problem"] = connection.problem;
  if (connection.connected_for)
    json["connected_seconds"] = whole_seconds(*connection.connected_for);
  if (connection.last_loss) json["last_loss"] = status_of(*connection.last_loss);
  if (connection.user) json["user"] = status_of(*connection.user);
  json["events"] = connection.events;
  json["channels"] = std::move(channels);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string status_of(const returns::ReturnProbe& back) {
  const Json json = {{"return", back.name},
                     {"received", back.received.value()},
                     {"sent", back.sent.value()},
                     {"pending", back.pending.value()},
                     {"dropped", losses(back.dropped)},
                     {"dead_lettered", losses(back.dead_lettered)}};
  return json.dump();
}

}  // namespace sluice::app
