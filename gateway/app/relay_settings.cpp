#include "gateway/app/relay_settings.hpp"

#include <algorithm>
#include <thread>

#include "connectors/registry.hpp"
#include "gateway/app/cycles.hpp"

namespace sluice::app {
namespace {

relay::KindSet kinds_of(config::Kind kind) {
  switch (kind) {
    case config::Kind::message:
      return {EventKind::message};
    case config::Kind::client:
      return {EventKind::client};
    case config::Kind::user:
      return {EventKind::user};
    case config::Kind::presence:
      return relay::KindSet::members();
    case config::Kind::presence_joined:
      return {EventKind::presence_joined};
    case config::Kind::presence_left:
      return {EventKind::presence_left};
    case config::Kind::presence_snapshot:
      return {EventKind::presence_snapshot};
    case config::Kind::subscription_count:
      return {EventKind::subscription_count};
    case config::Kind::cache_miss:
      return {EventKind::cache_miss};
    case config::Kind::watchlist:
      return {EventKind::watchlist};
    case config::Kind::gap:
      return {EventKind::gap};
    case config::Kind::connection:
      return {EventKind::connection};
    case config::Kind::undecryptable:
      return {EventKind::undecryptable};
  }
  return {};
}

relay::KindSet kinds_of(const config::Route& route) {
  if (route.match.kind.empty()) {
    return route.table ? relay::KindSet::members() : relay::KindSet::usual();
  }
  relay::KindSet set;
  for (const auto kind : route.match.kind) set.add(kinds_of(kind));
  return set;
}

relay::OverflowPolicy overflow_policy(config::OverflowPolicy policy) {
  switch (policy) {
    case config::OverflowPolicy::drop_oldest:
      return relay::OverflowPolicy::drop_oldest;
    case config::OverflowPolicy::drop_newest:
      return relay::OverflowPolicy::drop_newest;
    case config::OverflowPolicy::block:
      return relay::OverflowPolicy::block;
  }
  return {};
}

std::vector<relay::HeaderRule> headers(const config::Route& route) {
  std::vector<relay::HeaderRule> rules;
  for (const auto& [name, value] : route.headers) rules.push_back({name, value});
  return rules;
}

relay::Format format(const config::Route& route) {
  switch (route.format) {
    case config::Format::raw:
      return relay::Format::raw;
    case config::Format::json:
      return route.data == config::DataShape::parsed ? relay::Format::json_parsed
                                                     : relay::Format::json;
    case config::Format::cloudevents:
      return relay::Format::cloud_event;
    case config::Format::cloudevents_binary:
      return relay::Format::cloud_event_binary;
  }
  return {};
}

std::string default_key(const config::Route& route) {
  return route.table ? "{connection}/{channel}/{user_id}" : "{channel}";
}

/// What the broker's ways make of a route. A sink that could not be read is taken to allow all.
void apply_sink(const config::Sink& sink, relay::RouteRule& rule) {
  if (!sink.settings.has_value()) return;
  const connectors::Connector& connector = connectors::of_type(sink.type);
  rule.state_name = connector.state_name;
  if (connector.has_topic_levels) rule.topic_values = relay::Values::topic_levels;
  rule.header_prefix.reset();
  if (connector.attribute_prefix == nullptr) return;
  if (const auto prefix = connector.attribute_prefix(sink.settings)) rule.header_prefix = *prefix;
}

}  // namespace

std::size_t index_of_sink(const config::Gateway& config, const std::string& name) {
  const auto found = std::ranges::find(config.sinks, name, &config::Sink::name);
  return static_cast<std::size_t>(found - config.sinks.begin());
}

relay::RouteRule route_rule(const config::Gateway& config, const config::Route& route) {
  const std::size_t sink = index_of_sink(config, route.to);
  relay::RouteRule rule{.connection = route.match.connection,
                        .channel_glob = route.match.channel,
                        .event_glob = route.match.event,
                        .kinds = kinds_of(route),
                        .sink = sink,
                        .topic = route.topic,
                        .key = route.key.value_or(default_key(route)),
                        .headers = headers(route),
                        .origin = {},
                        .format = format(route),
                        .cloud_event_source = route.cloudevents.source,
                        .cloud_event_type = route.cloudevents.type,
                        .table = route.table,
                        .allow_unconfined_topic = route.allow_unconfined_topic};
  if (sink < config.sinks.size()) apply_sink(config.sinks[sink], rule);
  return rule;
}

std::vector<relay::RouteRule> route_rules(const config::Gateway& config) {
  std::vector<relay::RouteRule> rules;
  for (const auto& route : config.routes) {
    rules.push_back(route_rule(config, route));
    if (route.origin) rules.back().origin = config.origin;
  }
  // Without the mark, what comes back could not be told from what others wrote.
  for (const auto& cycle : find_cycles(config, may_read)) {
    rules[cycle.route].origin = config.origin;
  }
  return rules;
}

relay::RouteMode route_mode(const config::Gateway& config) {
  return config.route_mode == config::RouteMode::first ? relay::RouteMode::first
                                                       : relay::RouteMode::all;
}

relay::OutboxSettings outbox_settings(const config::Outbox& outbox) {
  return {.max_records = static_cast<std::size_t>(outbox.max_records),
          .max_bytes = outbox.max_bytes.count,
          .when_full = overflow_policy(outbox.when_full)};
}

std::size_t shard_count(const config::Gateway& config) {
  if (config.shards > 0) return static_cast<std::size_t>(config.shards);
  return std::max(2U, std::thread::hardware_concurrency()) - 1;
}

}  // namespace sluice::app
