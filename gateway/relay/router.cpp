#include "gateway/relay/router.hpp"

#include <fmt/format.h>

#include <tuple>
#include <utility>

#include "gateway/relay/table_check.hpp"
#include "gateway/text/glob.hpp"

namespace sluice::relay {
namespace {

std::string without_match_all(const std::string& glob) {
  return text::glob_matches_everything(glob) ? std::string{} : glob;
}

std::vector<RouteHeader> compile_headers(std::size_t index, const RouteRule& rule,
                                         std::vector<text::RuleProblem>& problems) {
  const auto refuse = [&](std::string message) {
    problems.push_back({index, "headers", std::move(message)});
  };
  std::vector<RouteHeader> headers;
  for (const HeaderRule& header : rule.headers) {
    if (header.name.empty()) refuse("a header needs a name");
    if (header.name == origin_header) refuse(header.name + ": is the gateway's own; set origin");
    Result<EventTemplate> value = EventTemplate::parse(header.value);
    if (!value) refuse(header.name + ": " + value.error().message);
    headers.push_back({header.name, value ? *std::move(value) : EventTemplate{}});
  }
  if (!rule.origin.empty()) {
    headers.push_back({std::string{origin_header}, EventTemplate::literal(rule.origin)});
  }
  return headers;
}

CloudEventRule compile_cloud_event(std::size_t index, const RouteRule& rule,
                                   std::vector<text::RuleProblem>& problems) {
  const auto refuse = [&](std::string_view field, std::string message) {
    problems.push_back({index, field, std::move(message)});
  };
  const auto compile = [&](std::string_view attribute, const std::string& text) {
    Result<EventTemplate> compiled = EventTemplate::parse(text);
    if (!compiled)
      refuse("cloudevents", fmt::format("{}: {}", attribute, compiled.error().message));
    if (text.empty()) refuse("cloudevents", fmt::format("{}: must not be empty", attribute));
    return compiled ? *std::move(compiled) : EventTemplate{};
  };
  if (rule.format == Format::cloudevents_binary && !rule.header_prefix) {
    refuse("format",
           "cloudevents_binary needs headers, which the sink's records do not have (those of MQTT "
           "have them with version: 5); use cloudevents");
  }
  if (!rule.cloud_event) {
    SLUICE_ASSERT(rule.format != Format::cloudevents && rule.format != Format::cloudevents_binary,
                  "a CloudEvent has a source and a type");
    return {};
  }
  return {compile("source", rule.cloud_event->source), compile("type", rule.cloud_event->type),
          rule.header_prefix.value_or("")};
}

// Compiles one rule. Its mistakes go to `problems`; the returned route is then unusable.
Route compile_rule(std::size_t index, const RouteRule& rule,
                   std::vector<text::RuleProblem>& problems) {
  const auto compile_template = [&](std::string_view field, const std::string& text,
                                    Values values) {
    Result<EventTemplate> compiled = EventTemplate::parse(text, values);
    if (compiled) return *std::move(compiled);
    problems.push_back({index, field, compiled.error().message});
    return EventTemplate{};
  };
  EventTemplate topic = compile_template("topic", rule.topic, rule.topic_values);
  if (rule.topic.empty()) {
    problems.push_back({index, "topic", "must not be empty"});
  } else if (!topic.empty() && !topic.has_literal_prefix() && !rule.allow_unconfined_topic) {
    problems.push_back({index, "topic",
                        "begins with a placeholder, so that peers could choose any topic; begin it "
                        "with literal text, or set allow_unconfined_topic"});
  }
  EventTemplate key = compile_template("key", rule.key, Values::as_they_are);
  check_table(index, rule, topic, key, problems);
  std::vector<RouteHeader> headers = compile_headers(index, rule, problems);
  CloudEventRule cloud_event = compile_cloud_event(index, rule, problems);
  return {rule.connection,
          rule.channels,
          without_match_all(rule.event_glob),
          rule.kinds,
          rule.sink,
          std::move(topic),
          std::move(key),
          std::move(headers),
          rule.format,
          rule.data,
          std::move(cloud_event),
          rule.table,
          rule.own_member,
          rule.dead_letter,
          rule.state_name};
}

}  // namespace

std::vector<text::RuleProblem> find_problems(std::span<const RouteRule> rules) {
  std::vector<text::RuleProblem> problems;
  for (std::size_t i = 0; i < rules.size(); ++i) std::ignore = compile_rule(i, rules[i], problems);
  return problems;
}

Result<Router> Router::compile(std::span<const RouteRule> rules, RouteMode mode) {
  std::vector<text::RuleProblem> problems;
  std::vector<Route> routes;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    routes.push_back(compile_rule(i, rules[i], problems));
    if (!problems.empty()) return Error{problems.front().to_string("routes")};
  }
  return Router{std::move(routes), mode};
}

ChannelRoutes Router::routes_for(std::string_view connection, std::string_view channel) const {
  std::vector<const Route*> applicable;
  for (const Route& route : routes_) {
    if (!concerns(route, connection) || !route.channels.take(channel)) continue;
    applicable.push_back(&route);
  }
  return {std::move(applicable), mode_};
}

}  // namespace sluice::relay
