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

std::string_view state(bool up) {
  return up ? "up" : "down";
}

/// The text may be a peer's.
std::string text_of(Json json, const std::optional<ErrorStatus>& error) {
  if (error)
    json["last_error"] = {{"text", error->text}, {"seconds_ago", whole_seconds(error->ago)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

SinkStatus snapshot_of(const connectors::SinkProbe& sink, const relay::OutboxProbe& outbox,
                       std::string type, std::optional<Time> oldest_since, Time now) {
  SinkStatus status{.name = sink.name,
                    .type = std::move(type),
                    .up = sink.up.value() == 1,
                    .records = outbox.records.value() + outbox.backlog_records.value(),
                    .bytes = outbox.bytes.value() + outbox.backlog_bytes.value(),
                    .rejected = outbox.settled[std::size_t(Outcome::rejected)].value(),
                    .dead_lettered = outbox.settled[std::size_t(Outcome::dead_lettered)].value(),
                    .last_error = status_of(sink.last_error, now)};
  if (oldest_since) status.oldest = std::chrono::floor<Duration>(now - *oldest_since);
  std::ranges::transform(outbox.dropped, status.dropped.begin(),
                         [](const telemetry::Counter& count) { return count.value(); });
  return status;
}

SourceStatus snapshot_of(const connectors::SourceProbe& source, const returns::PathProbe& path,
                         std::string type, Time now) {
  SourceStatus status{.name = source.name,
                      .type = std::move(type),
                      .up = source.up.value() == 1,
                      .paused = source.paused.value() == 1,
                      .blocked = path.blocked.value() == 1,
                      .received = path.received.value(),
                      .pending = path.pending.value(),
                      .last_error = status_of(source.last_error, now)};
  if (source.lag.value() >= 0) status.lag = source.lag.value();
  return status;
}

void join(SinkStatus& sink, const SinkStatus& of_another_shard) {
  sink.up = sink.up && of_another_shard.up;
  sink.records += of_another_shard.records;
  sink.bytes += of_another_shard.bytes;
  sink.oldest = std::max(sink.oldest, of_another_shard.oldest);
  sink.rejected += of_another_shard.rejected;
  sink.dead_lettered += of_another_shard.dead_lettered;
  for (std::size_t i = 0; i < sink.dropped.size(); ++i) {
    sink.dropped[i] += of_another_shard.dropped[i];
  }
  const auto& theirs = of_another_shard.last_error;
  if (theirs && (!sink.last_error || theirs->ago < sink.last_error->ago)) sink.last_error = theirs;
}

std::string status_of(const SinkStatus& sink) {
  Json dropped = Json::object();
  for (std::size_t i = 0; i < sink.dropped.size(); ++i) {
    if (sink.dropped[i] == 0) continue;
    dropped[std::string{to_string(static_cast<relay::DropReason>(i))}] = sink.dropped[i];
  }
  Json json = {{"sink", sink.name},
               {"type", sink.type},
               {"state", state(sink.up)},
               {"records", sink.records},
               {"bytes", sink.bytes}};
  if (sink.oldest) json["oldest_seconds"] = whole_seconds(*sink.oldest);
  json["rejected"] = sink.rejected;
  json["dead_lettered"] = sink.dead_lettered;
  json["dropped"] = std::move(dropped);
  return text_of(std::move(json), sink.last_error);
}

std::string status_of(const SourceStatus& source) {
  Json json = {{"source", source.name},     {"type", source.type},
               {"state", state(source.up)}, {"paused", source.paused},
               {"blocked", source.blocked}, {"received", source.received},
               {"pending", source.pending}};
  if (source.lag) json["lag"] = *source.lag;
  return text_of(std::move(json), source.last_error);
}

}  // namespace sluice::app
