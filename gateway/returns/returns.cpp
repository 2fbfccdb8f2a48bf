#include "gateway/returns/returns.hpp"

#include <tuple>

#include "gateway/returns/rule_checks.hpp"

namespace sluice::returns {
namespace {

// Compiles one rule. Its mistakes go to `problems`; the returned value is then unusable.
Return compile_rule(std::size_t index, const ReturnRule& rule, const ChannelShares& shares,
                    std::vector<text::RuleProblem>& problems) {
  Return result{.rule = rule};
  const auto compile_template = [&](std::string_view field, const std::string& text,
                                    MessageTemplate& to, const auto& problem_of) {
    Result<MessageTemplate> compiled = MessageTemplate::parse(text);
    if (!compiled) return problems.push_back({index, field, compiled.error().message});
    to = *std::move(compiled);
    if (auto problem = problem_of()) problems.push_back({index, field, *std::move(problem)});
  };
  if (rule.connections.empty()) problems.push_back({index, "to", "must name a connection"});
  compile_template("channel", rule.channel, result.channel,
                   [&] { return channel_problem(result, shares); });
  compile_template("event", rule.event, result.event, [&] { return event_problem(result); });
  if (rule.dead_letter && rule.dead_letter->topic.empty()) {
    problems.push_back({index, "dead_letter", "must name a topic"});
  }
  return result;
}

}  // namespace

std::vector<text::RuleProblem> find_problems(std::span<const ReturnRule> rules,
                                             std::span<const WantedChannels> channels) {
  const ChannelShares shares{channels};
  std::vector<text::RuleProblem> problems;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    std::ignore = compile_rule(i, rules[i], shares, problems);
  }
  return problems;
}

Result<Returns> Returns::compile(std::span<const ReturnRule> rules,
                                 std::span<const WantedChannels> channels) {
  ChannelShares shares{channels};
  std::vector<text::RuleProblem> problems;
  std::vector<Return> returns;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    returns.push_back(compile_rule(i, rules[i], shares, problems));
    if (!problems.empty()) return Error{problems.front().to_string("returns")};
  }
  return Returns{std::move(returns), std::move(shares)};
}

std::vector<const Return*> Returns::of_source(SourceId source) const {
  std::vector<const Return*> found;
  for (const Return& each : returns_) {
    if (each.rule.source == source) found.push_back(&each);
  }
  return found;
}

ConnectionId Returns::connection_for(const Return& from, std::string_view channel) const {
  return from.rule.publish == PublishMode::client_event
             ? shares_.subscriber(from.rule.connections, channel)
             : shares_.owner(from.rule.connections, channel);
}

}  // namespace sluice::returns
