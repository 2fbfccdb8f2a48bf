#include "gateway/relay/explanation.hpp"

#include <algorithm>
#include <string_view>

#include "gateway/relay/rendering.hpp"
#include "gateway/relay/route_conditions.hpp"

namespace sluice::relay {
namespace {

std::vector<Condition> unmet_conditions(const Route& route, const Event& event) {
  std::vector<Condition> unmet;
  if (!concerns(route, event.connection)) unmet.push_back(Condition::connection);
  if (!route.channels.take(event.channel)) {
    const ChannelPatterns wanted{.globs = route.channels.globs};
    unmet.push_back(wanted.take(event.channel) ? Condition::excluded_channel : Condition::channel);
  }
  if (!takes_kind(route, event.kind)) unmet.push_back(Condition::kind);
  if (!takes_name(route, event.name)) unmet.push_back(Condition::event);
  return unmet;
}

MadeRecord record_of(std::string_view bytes, const Shape& shape, const RecordFacts& facts) {
  const auto take = [&bytes](std::size_t count) {
    const std::string_view part = bytes.substr(0, count);
    bytes.remove_prefix(count);
    return std::string{part};
  };
  MadeRecord record{.topic = take(shape.topic),
                    .key = take(shape.key),
                    .payload = take(shape.payload),
                    .headers = {},
                    .facts = facts};
  for (const Header& header : Headers{bytes}) {
    record.headers.emplace_back(header.name, header.value);
  }
  return record;
}

/// Of a route that takes the event.
RouteVerdict made_by(const Route& route, const Event& event) {
  if (leaves_out(route, event)) return {.verdict = Verdict::left_out};
  std::string room(rendering_bound(event, route), '\0');
  text::Writer out{room};
  const Rendering made = render(event, route, out);
  if (!made.facts) return {.verdict = Verdict::unformattable};
  return {.verdict = Verdict::relayed, .record = record_of(out.written(), made.shape, *made.facts)};
}

}  // namespace

std::vector<RouteVerdict> explain(const Router& router, const Event& event) {
  std::vector<const Route*> taking;
  router.routes_for(event.connection, event.channel)
      .for_each_match(event, [&taking](const Route& route) { taking.push_back(&route); });
  std::vector<RouteVerdict> verdicts;
  for (const Route& route : router.routes()) {
    if (std::ranges::find(taking, &route) != taking.end()) {
      verdicts.push_back(made_by(route, event));
      continue;
    }
    auto unmet = unmet_conditions(route, event);
    const auto verdict = unmet.empty() ? Verdict::behind_first : Verdict::unmatched;
    verdicts.push_back({.verdict = verdict, .unmet = std::move(unmet)});
  }
  return verdicts;
}

}  // namespace sluice::relay
