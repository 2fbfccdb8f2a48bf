#include "gateway/app/topic_review.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "config/problem.hpp"
#include "connectors/registry.hpp"
#include "gateway/text/template_text.hpp"

namespace sluice::app {
namespace {

/// Null for a sink that does not exist or could not be read.
const connectors::SinkSettings* settings_of(const config::Gateway& config,
                                            const std::string& sink) {
  const auto found = std::ranges::find(config.sinks, sink, &config::Sink::name);
  return found == config.sinks.end() ? nullptr : connectors::settings_of(*found);
}

/// A template that cannot be read, or an empty text, is refused elsewhere.
std::string_view why_no_topic(const connectors::SinkSettings& sink, std::string_view topic) {
  const Result<text::LiteralText> literal = text::literal_text(topic);
  return !literal || literal->text.empty() ? "" : sink.why_no_topic(*literal);
}

void check_route(const config::Route& route, const connectors::SinkSettings& sink,
                 std::size_t index, std::vector<config::Remark>& faults) {
  if (const auto why = why_no_topic(sink, route.topic); !why.empty()) {
    faults.push_back({"routes", index, "topic", std::string{why}, true});
  }
  const auto judge_header = [&](const std::string& name, std::string_view part,
                                std::string_view text) {
    const std::string_view why = sink.why_no_header(text);
    if (why.empty()) return;
    faults.push_back({"routes", index, "headers",
                      fmt::format("{}: its {} {}", config::quoted(name), part, why)});
  };
  for (const auto& [name, value] : route.headers) {
    judge_header(name, "name", name);
    if (const auto literal = text::literal_text(value)) judge_header(name, "value", literal->text);
  }
}

/// A rule of the file.
struct Place {
  std::string_view list;
  std::size_t index;
};

void check_dead_letter(const config::Gateway& config,
                       const std::optional<config::DeadLetter>& dead_letter, Place place,
                       std::vector<config::Remark>& faults) {
  if (!dead_letter || dead_letter->topic.empty()) return;
  const auto* const sink = settings_of(config, dead_letter->to);
  if (sink == nullptr) return;
  const std::string_view why = sink->why_no_topic({dead_letter->topic, true});
  if (why.empty()) return;
  faults.push_back({place.list, place.index, "dead_letter.topic", std::string{why}, true});
}

}  // namespace

std::vector<config::Remark> find_impossible_topics(const config::Gateway& config) {
  std::vector<config::Remark> faults;
  for (std::size_t i = 0; i < config.routes.size(); ++i) {
    const auto* const sink = settings_of(config, config.routes[i].to);
    if (sink != nullptr) check_route(config.routes[i], *sink, i, faults);
    check_dead_letter(config, config.routes[i].dead_letter, {"routes", i}, faults);
  }
  for (std::size_t i = 0; i < config.returns.size(); ++i) {
    check_dead_letter(config, config.returns[i].dead_letter, {"returns", i}, faults);
  }
  return faults;
}

}  // namespace sluice::app
