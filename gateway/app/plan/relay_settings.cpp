#include "gateway/app/plan/relay_settings.hpp"

#include <algorithm>

#include "connectors/registry.hpp"
#include "gateway/app/plan/cycles.hpp"
#include "gateway/relay/route_letters.hpp"

namespace sluice::app {
namespace {

KindSet kinds_of(const config::Route& route) {
  if (route.match.kind.empty()) {
    return route.table ? KindSet::members() : KindSet::usual();
  }
  KindSet set;
  for (const KindSet kind : route.match.kind) set.add(kind);
  return set;
}

std::vector<relay::HeaderRule> headers(const config::Route& route) {
  std::vector<relay::HeaderRule> rules;
  for (const auto& [name, value] : route.headers) rules.push_back({name, value});
  return rules;
}

DeadLetterMark dead_letter_mark(const config::Route& route) {
  if (!route.dead_letter) return DeadLetterMark::none;
  return relay::mark_of(route.dead_letter->to, route.dead_letter->topic);
}

std::string default_key(const config::Route& route) {
  return route.table ? "{connection}/{channel}/{user_id}" : "{channel}";
}

/// The settings of a route that depend on the kind of broker. A sink without readable settings
/// restricts nothing.
void apply_sink(const config::Sink& sink, relay::RouteRule& rule) {
  const connectors::SinkSettings* const settings = connectors::settings_of(sink);
  if (settings == nullptr) return;
  rule.state_name = settings->state_name();
  if (settings->has_topic_levels()) rule.topic_values = relay::Values::topic_levels;
  rule.header_prefix = settings->attribute_prefix();
}

}  // namespace

relay::RouteRule route_rule(const config::Gateway& config, const Names& names,
                            const config::Route& route) {
  relay::RouteRule rule{
      .connection = route.match.connection,
      .channels = {.globs = route.match.channel, .excluded = route.match.excluded.channel},
      .event_glob = route.match.event,
      .kinds = kinds_of(route),
      .sink = names.sink(route.to),
      .topic = route.topic,
      .key = route.key.value_or(default_key(route)),
      .headers = headers(route),
      .origin = {},
      .format = route.format,
      .data = route.data,
      .cloud_event = relay::CloudEventTexts{route.cloudevents.source, route.cloudevents.type},
      .table = route.table,
      .own_member = route.own_member,
      .dead_letter = dead_letter_mark(route),
      .allow_unconfined_topic = route.allow_unconfined_topic};
  const auto sink = std::ranges::find(config.sinks, route.to, &config::Sink::name);
  if (sink != config.sinks.end()) apply_sink(*sink, rule);
  return rule;
}

std::vector<relay::RouteRule> route_rules(const config::Gateway& config, const Names& names) {
  std::vector<relay::RouteRule> rules;
  for (const auto& route : config.routes) {
    rules.push_back(route_rule(config, names, route));
    if (route.origin) rules.back().origin = config.origin;
  }
  // A route in a cycle marks its records: without the mark, the return could not distinguish them
  // from the records of others.
  for (const auto& cycle : find_cycles(config, may_read)) {
    rules[cycle.route].origin = config.origin;
  }
  return rules;
}

relay::OutboxSettings outbox_settings(const config::Outbox& outbox,
                                      const std::optional<config::Journal>& journal) {
  return {.max_records = static_cast<std::size_t>(outbox.max_records),
          .max_bytes = outbox.max_bytes.count,
          .max_disk = journal ? journal->max_bytes.count : 0,
          .when_full = outbox.when_full};
}

}  // namespace sluice::app
