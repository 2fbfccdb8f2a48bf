#include "gateway/app/broker_status.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace sluice::app {

using Json = nlohmann::ordered_json;

namespace {

std::optional<ErrorStatus> status_of(const connectors::LastError& error, Time now) {
  if (error.text.empty()) return std::nullopt;
  return ErrorStatus{error.text, std::chrono::floor<Duration>(now - error.at)};
}

std::optional<Duration> state_for(const connectors::BrokerProbe& broker, Time now) {
  if (broker.up_changed_at == never) return std::nullopt;
  return std::chrono::floor<Duration>(now - broker.up_changed_at);
}

Json begin(const char* kind, const auto& broker) {
  Json json = {{kind, broker.name}, {"type", broker.type}, {"state", broker.up ? "up" : "down"}};
  if (broker.state_for) json["state_seconds"] = whole_seconds(*broker.state_for);
  return json;
}

/// A sink is up since the last shard reached it, and down since the first one did not.
std::optional<Duration> joint_state_for(const SinkStatus& one, const SinkStatus& other) {
  if (one.up != other.up) return (one.up ? other : one).state_for;
  const auto since_start = [](const auto& time) { return time.value_or(Duration::max()); };
  const auto [shorter, longer] =
      std::minmax(one.state_for, other.state_for,
                  [&](const auto& a, const auto& b) { return since_start(a) < since_start(b); });
  return one.up ? shorter : longer;
}

void join(std::optional<JournalStatus>& journal, const JournalStatus& of_another_shard) {
  if (!journal) journal.emplace();
  journal->bytes += of_another_shard.bytes;
  journal->full = journal->full || of_another_shard.full;
  journal->failed = journal->failed || of_another_shard.failed;
}

Json json_of(const JournalStatus& journal) {
  const auto* state = journal.failed ? "failed" : journal.full ? "full" : "good";
  return {{"state", state}, {"bytes", journal.bytes}};
}

/// The text may be a peer's.
std::string text_of(Json json, const std::optional<ErrorStatus>& error) {
  if (error)
    json["last_error"] = {{"text", error->text}, {"seconds_ago", whole_seconds(error->ago)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

SinkStatus snapshot_of(const SinkProbes& probes, std::string type, std::optional<Time> oldest_since,
                       Time now) {
  const auto& [sink, outbox, journal] = probes;
  const auto settled = [&outbox = outbox](Outcome outcome) {
    return outbox.settled[std::size_t(outcome)].value();
  };
  SinkStatus status{.name = sink.name,
                    .type = std::move(type),
                    .up = sink.up.value() == 1,
                    .state_for = state_for(sink, now),
                    .records = outbox.records.value() + outbox.backlog_records.value(),
                    .bytes = outbox.bytes.value() + outbox.backlog_bytes.value(),
                    .delivered = settled(Outcome::delivered),
                    .rejected = settled(Outcome::rejected),
                    .dead_lettered = settled(Outcome::dead_lettered),
                    .last_error = status_of(sink.last_error, now)};
  if (oldest_since) status.oldest = std::chrono::floor<Duration>(now - *oldest_since);
  std::ranges::transform(outbox.dropped, status.dropped.begin(),
                         [](const telemetry::Counter& count) { return count.value(); });
  if (journal != nullptr) {
    status.journal = {.bytes = journal->bytes.value(),
                      .full = journal->full.value() == 1,
                      .failed = journal->failed.value() == 1};
  }
  return status;
}

SourceStatus snapshot_of(const connectors::SourceProbe& source, const returns::PathProbe& path,
                         std::string type, Time now) {
  SourceStatus status{.name = source.name,
                      .type = std::move(type),
                      .up = source.up.value() == 1,
                      .state_for = state_for(source, now),
                      .paused = source.paused.value() == 1,
                      .blocked = path.blocked.value() == 1,
                      .received = path.received.value(),
                      .pending = path.pending.value(),
                      .last_error = status_of(source.last_error, now)};
  if (path.received_at != never) {
    status.message_ago = std::chrono::floor<Duration>(now - path.received_at);
  }
  if (source.lag.value() >= 0) status.lag = source.lag.value();
  return status;
}

void join(SinkStatus& sink, const SinkStatus& of_another_shard) {
  sink.state_for = joint_state_for(sink, of_another_shard);
  sink.up = sink.up && of_another_shard.up;
  sink.records += of_another_shard.records;
  sink.bytes += of_another_shard.bytes;
  sink.oldest = std::max(sink.oldest, of_another_shard.oldest);
  sink.delivered += of_another_shard.delivered;
  sink.rejected += of_another_shard.rejected;
  sink.dead_lettered += of_another_shard.dead_lettered;
  for (std::size_t i = 0; i < sink.dropped.size(); ++i) {
    sink.dropped[i] += of_another_shard.dropped[i];
  }
  if (of_another_shard.journal) join(sink.journal, *of_another_shard.journal);
  const auto& theirs = of_another_shard.last_error;
  if (theirs && (!sink.last_error || theirs->ago < sink.last_error->ago)) sink.last_error = theirs;
}

std::string status_of(const SinkStatus& sink) {
  Json dropped = Json::object();
  for (std::size_t i = 0; i < sink.dropped.size(); ++i) {
    if (sink.dropped[i] == 0) continue;
    dropped[std::string{to_string(static_cast<relay::DropReason>(i))}] = sink.dropped[i];
  }
  Json json = begin("sink", sink);
  json["records"] = sink.records;
  json["bytes"] = sink.bytes;
  if (sink.oldest) json["oldest_seconds"] = whole_seconds(*sink.oldest);
  json["delivered"] = sink.delivered;
  json["rejected"] = sink.rejected;
  json["dead_lettered"] = sink.dead_lettered;
  json["dropped"] = std::move(dropped);
  if (sink.journal) json["journal"] = json_of(*sink.journal);
  return text_of(std::move(json), sink.last_error);
}

std::string status_of(const SourceStatus& source) {
  Json json = begin("source", source);
  json["paused"] = source.paused;
  json["blocked"] = source.blocked;
  json["received"] = source.received;
  if (source.message_ago) json["last_message_seconds_ago"] = whole_seconds(*source.message_ago);
  json["pending"] = source.pending;
  if (source.lag) json["lag"] = *source.lag;
  return text_of(std::move(json), source.last_error);
}

}  // namespace sluice::app
