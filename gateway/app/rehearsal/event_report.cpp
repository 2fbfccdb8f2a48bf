#include "gateway/app/rehearsal/event_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "config/visible_text.hpp"
#include "gateway/app/rehearsal/subscribers.hpp"
#include "gateway/relay/explanation.hpp"

namespace sluice::app {
namespace {

using config::visible;

std::string list_of(const std::vector<std::string>& patterns) {
  std::vector<std::string> shown;
  for (const auto& pattern : patterns) shown.push_back(visible(pattern));
  return shown.size() == 1 ? shown.front() : fmt::format("[{}]", fmt::join(shown, ", "));
}

std::string list_of(KindSet kinds) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < enum_count<EventKind>; ++i) {
    const auto kind = static_cast<EventKind>(i);
    if (kinds.contains(kind)) names.emplace_back(to_string(kind));
  }
  return list_of(names);
}

std::string in_words(relay::Condition unmet, const config::Route& route, KindSet kinds) {
  const config::Match& match = route.match;
  switch (unmet) {
    case relay::Condition::connection:
      return "match.connection is " + match.connection;
    case relay::Condition::channel:
      return "match.channel is " + list_of(match.channel);
    case relay::Condition::excluded_channel:
      return "match.not.channel is " + list_of(match.excluded.channel);
    case relay::Condition::kind:
      return fmt::format("{} {}",
                         match.kind.empty() ? "without match.kind it takes" : "match.kind is",
                         list_of(kinds));
    case relay::Condition::event:
      return "match.event is " + visible(match.event);
  }
  return {};
}

std::string in_words(const relay::MadeRecord& record, const config::Route& route) {
  std::string text;
  const auto add = [&text](std::string_view name, std::string_view value) {
    text += fmt::format("  {:<8} {}\n", name, visible(value));
  };
  add("topic", record.topic);
  if (!record.key.empty()) add("key", record.key);
  for (const auto& [name, value] : record.headers) add("header", name + ": " + value);
  if (record.facts.content_type != ContentType::unstated) {
    add("type", to_string(record.facts.content_type));
  }
  switch (record.facts.change) {
    case Change::append:
      add("payload", record.payload);
      break;
    case Change::upsert:
      add("row", record.payload);
      break;
    case Change::remove:
      add("row", "removed: there is no payload");
      break;
  }
  if (route.dead_letter) {
    add("rejected", fmt::format("to {} at {}", route.dead_letter->topic, route.dead_letter->to));
  }
  return text;
}

std::string in_words(const relay::RouteVerdict& verdict, const config::Route& route,
                     KindSet kinds) {
  switch (verdict.verdict) {
    case relay::Verdict::relayed:
      return "\n" + in_words(*verdict.record, route);
    case relay::Verdict::unmatched: {
      std::vector<std::string> reasons;
      for (const auto unmet : verdict.unmet) reasons.push_back(in_words(unmet, route, kinds));
      return fmt::format(" no, {}\n", fmt::join(reasons, "; "));
    }
    case relay::Verdict::behind_first:
      return " no, route_mode is first, and an earlier route takes it\n";
    case relay::Verdict::left_out:
      return " nothing, own_member is false\n";
    case relay::Verdict::unformattable:
      return fmt::format(" dropped as unformattable: {}\n",
                         "its data has an escape that JSON does not have, or the topic is empty");
  }
  return {};
}

std::string head(const config::Gateway& config, const Event& event) {
  std::string text = fmt::format("{} {}", to_string(event.kind), visible(event.name));
  if (!event.channel.empty()) text += " on " + visible(event.channel);
  text += fmt::format(" of connection {}\n", event.connection);
  if (!can_come(config, event)) {
    text += "  The connection does not subscribe to this channel, so that no such event comes.\n";
  }
  return text;
}

}  // namespace

EventReport report_on(const Plan& plan, const Event& event) {
  const auto& routes = plan.config().routes;
  const auto compiled = plan.router().routes();
  const auto verdicts = relay::explain(plan.router(), event);
  EventReport report{.text = head(plan.config(), event)};
  for (std::size_t i = 0; i < routes.size(); ++i) {
    report.relayed = report.relayed || verdicts[i].record.has_value();
    report.text += fmt::format("routes[{}] to {}:{}", i, routes[i].to,
                               in_words(verdicts[i], routes[i], compiled[i].kinds));
  }
  if (!report.relayed) report.text += "No route makes a record of it.\n";
  return report;
}

}  // namespace sluice::app
