#include "gateway/relay/router.hpp"

#include <fmt/format.h>

#include <tuple>
#include <utility>

namespace sluice::relay {
namespace {

std::string without_match_all(const std::string& glob) {
  return glob_matches_everything(glob) ? std::string{} : glob;
}

// Compiles one rule; what is wrong with it goes to `problems`, and the route is then good for
// nothing.
Route compile_rule(std::size_t index, const RouteRule& rule, std::vector<RouteProblem>& problems) {
  const auto compile_template = [&](std::string_view field, const std::string& text) {
    Result<Template> compiled = Template::parse(text);
    if (compiled) return *std::move(compiled);
    problems.push_back({index, field, compiled.error().message});
    return Template{};
  };
  Template topic = compile_template("topic", rule.topic);
  if (rule.topic.empty()) {
    problems.push_back({index, "topic", "must not be empty"});
  } else if (!topic.empty() && !topic.has_literal_prefix() && !rule.allow_unconfined_topic) {
    problems.push_back({index, "topic",
                        "begins with a placeholder, so that peers could choose any topic; begin it "
                        "with literal text, or set allow_unconfined_topic"});
  }
  return {rule.connection,
          without_match_all(rule.channel_glob),
          without_match_all(rule.event_glob),
          rule.kinds,
          rule.sink,
          std::move(topic),
          compile_template("key", rule.key),
          rule.format};
}

}  // namespace

std::string RouteProblem::to_string() const {
  return fmt::format("routes[{}].{}: {}", route, field, message);
}

std::vector<RouteProblem> find_problems(std::span<const RouteRule> rules) {
  std::vector<RouteProblem> problems;
  for (std::size_t i = 0; i < rules.size(); ++i) std::ignore = compile_rule(i, rules[i], problems);
  return problems;
}

Result<Router> Router::compile(std::span<const RouteRule> rules, RouteMode mode) {
  std::vector<RouteProblem> problems;
  std::vector<Route> routes;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    routes.push_back(compile_rule(i, rules[i], problems));
    if (!problems.empty()) return Error{problems.front().to_string()};
  }
  return Router{std::move(routes), mode};
}

ChannelRoutes Router::routes_for(std::string_view connection, std::string_view channel) const {
  std::vector<const Route*> applicable;
  for (const Route& route : routes_) {
    if (!route.connection.empty() && route.connection != connection) continue;
    if (!route.channel_glob.empty() && !glob_matches(route.channel_glob, channel)) continue;
    applicable.push_back(&route);
  }
  return {std::move(applicable), mode_};
}

}  // namespace sluice::relay
