#include "gateway/app/letter_review.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/app/plan/cycles.hpp"
#include "gateway/app/plan/relay_settings.hpp"
#include "gateway/relay/event_template.hpp"
#include "gateway/relay/route_letters.hpp"
#include "gateway/text/glob.hpp"

namespace sluice::app {
namespace {

/// Whose letters each rule of a list gets, by their places in it.
using Receivers = std::vector<std::vector<std::size_t>>;

bool leads_to(const Receivers& receivers, std::size_t from, std::size_t to,
              std::set<std::size_t>& seen) {
  if (from == to) return true;
  if (!seen.insert(from).second) return false;
  return std::ranges::any_of(receivers[from],
                             [&](std::size_t next) { return leads_to(receivers, next, to, seen); });
}

/// The first receiver of the rule's letters from which they come back to it.
std::optional<std::size_t> way_round(const Receivers& receivers, std::size_t rule) {
  for (const std::size_t next : receivers[rule]) {
    std::set<std::size_t> seen;
    if (leads_to(receivers, next, rule, seen)) return next;
  }
  return std::nullopt;
}

/// The pattern of a route's topics; nothing for a template that cannot be read.
std::optional<std::string> topics_of(const config::Gateway& config, const config::Route& route) {
  const auto rule = route_rule(config, {}, route);
  const auto topic = relay::EventTemplate::parse(rule.topic, rule.topic_values);
  if (!topic) return std::nullopt;
  return relay::topic_glob(*topic);
}

/// The routes whose records `takes` says to go where the letters of a route go.
Receivers receivers_of(
    const config::Gateway& config,
    const std::function<bool(const std::string& glob, const std::string& topic)>& takes) {
  Receivers receivers;
  for (const auto& sender : config.routes) {
    auto& list = receivers.emplace_back();
    if (!sender.dead_letter) continue;
    for (std::size_t i = 0; i < config.routes.size(); ++i) {
      if (config.routes[i].to != sender.dead_letter->to) continue;
      const auto glob = topics_of(config, config.routes[i]);
      if (glob && takes(*glob, sender.dead_letter->topic)) list.push_back(i);
    }
  }
  return receivers;
}

void find_route_cycles(const config::Gateway& config, std::vector<config::Remark>& faults) {
  const auto receivers = receivers_of(
      config, [](const std::string& glob, const std::string& topic) { return glob == topic; });
  for (std::size_t i = 0; i < receivers.size(); ++i) {
    const auto next = way_round(receivers, i);
    if (!next) continue;
    faults.push_back({"routes", i, "dead_letter.topic",
                      *next == i
                          ? "is the topic of the route itself"
                          : fmt::format("is the topic of routes[{}], whose dead letters come "
                                        "back to the topic of this route",
                                        *next),
                      true});
  }
}

/// A return skips letters that it can tell from other messages.
bool reads_letters(const config::Gateway& config, const config::Return& reader,
                   const config::DeadLetter& letters) {
  const auto sink = std::ranges::find(config.sinks, letters.to, &config::Sink::name);
  const auto source = std::ranges::find(config.sources, reader.from, &config::Source::name);
  if (sink == config.sinks.end() || source == config.sources.end()) return false;
  if (!reader.match.topic.empty() && !text::glob_matches(reader.match.topic, letters.topic)) {
    return false;
  }
  if (!may_read(*source, *sink, letters.topic)) return false;
  return reader.own_records == config::OwnRecords::send || !keeps_mark(*source, *sink);
}

void find_return_cycles(const config::Gateway& config, std::vector<config::Remark>& faults) {
  Receivers receivers;
  for (const auto& sender : config.returns) {
    auto& list = receivers.emplace_back();
    if (!sender.dead_letter) continue;
    for (std::size_t i = 0; i < config.returns.size(); ++i) {
      if (reads_letters(config, config.returns[i], *sender.dead_letter)) list.push_back(i);
    }
  }
  for (std::size_t i = 0; i < receivers.size(); ++i) {
    const auto next = way_round(receivers, i);
    if (!next) continue;
    faults.push_back(
        {"returns", i, "dead_letter.topic",
         fmt::format("is read by returns[{}], which would send letters round for ever", *next),
         true});
  }
}

/// Each record has the mark of its dead-letter topic only.
void find_equal_marks(const config::Gateway& config, std::vector<config::Remark>& faults) {
  const auto& routes = config.routes;
  const auto mark = [](const config::DeadLetter& to) { return relay::mark_of(to.to, to.topic); };
  for (std::size_t i = 0; i < routes.size(); ++i) {
    for (std::size_t j = 0; routes[i].dead_letter && j < i; ++j) {
      if (!routes[j].dead_letter) continue;
      const auto& [one, other] = std::pair{*routes[i].dead_letter, *routes[j].dead_letter};
      const bool same = one.to == other.to && one.topic == other.topic;
      if (same || mark(one) != mark(other)) continue;
      faults.push_back(
          {"routes", i, "dead_letter.topic",
           fmt::format("has the checksum of that of routes[{}]; choose another name", j), true});
    }
  }
}

}  // namespace

std::vector<config::Remark> find_bad_dead_letters(const config::Gateway& config) {
  std::vector<config::Remark> faults;
  find_route_cycles(config, faults);
  find_return_cycles(config, faults);
  find_equal_marks(config, faults);
  return faults;
}

std::vector<config::Remark> find_mixed_dead_letters(const config::Gateway& config) {
  const auto receivers =
      receivers_of(config, [](const std::string& glob, const std::string& topic) {
        return glob != topic && text::glob_matches(glob, topic);
      });
  std::vector<config::Remark> warnings;
  for (std::size_t i = 0; i < receivers.size(); ++i) {
    if (!std::ranges::count(receivers[i], i)) continue;
    warnings.push_back({"routes", i, "dead_letter.topic",
                        "may also be the topic of a record of this route, by the names of channels "
                        "or events"});
  }
  return warnings;
}

}  // namespace sluice::app
