#include "gateway/app/plan/cycles.hpp"

#include <algorithm>
#include <string>

#include "connectors/registry.hpp"
#include "gateway/app/plan/relay_settings.hpp"
#include "gateway/relay/event_template.hpp"
#include "gateway/text/glob.hpp"

namespace sluice::app {
namespace {

template <class Element>
const Element& named(const std::vector<Element>& elements, const std::string& name) {
  return *std::ranges::find(elements, name, &Element::name);
}

/// Whether two patterns may match the same topic: the return's own and that of the route. When both
/// have wildcards, the answer is yes.
bool may_match(const std::string& pattern, std::string topic_glob) {
  std::ranges::replace(topic_glob, '+', '*');
  return pattern.empty() || !text::glob_is_literal(pattern) ||
         text::glob_matches(topic_glob, pattern);
}

}  // namespace

std::vector<Cycle> find_cycles(const config::Gateway& config, const MayRead& may_read) {
  std::vector<Cycle> cycles;
  for (std::size_t i = 0; i < config.routes.size(); ++i) {
    const config::Sink& sink = named(config.sinks, config.routes[i].to);
    const auto rule = route_rule(config, {}, config.routes[i]);
    const auto glob =
        relay::topic_glob(relay::EventTemplate::parse(rule.topic, rule.topic_values).value());
    for (std::size_t j = 0; j < config.returns.size(); ++j) {
      const config::Return& back = config.returns[j];
      if (may_match(back.match.topic, glob) &&
          may_read(named(config.sources, back.from), sink, glob)) {
        cycles.push_back({i, j});
      }
    }
  }
  return cycles;
}

bool keeps_mark(const config::Gateway& config, const Cycle& cycle) {
  const auto& source = named(config.sources, config.returns[cycle.back].from);
  const auto& sink = named(config.sinks, config.routes[cycle.route].to);
  return keeps_mark(source, sink);
}

bool keeps_mark(const config::Source& source, const config::Sink& sink) {
  return connectors::settings_of(source)->keeps_headers(*connectors::settings_of(sink));
}

bool may_read(const config::Source& source, const config::Sink& sink, std::string_view topic_glob) {
  const connectors::SourceSettings* const reader = connectors::settings_of(source);
  const connectors::SinkSettings* const writer = connectors::settings_of(sink);
  return reader != nullptr && writer != nullptr && reader->may_read(*writer, topic_glob);
}

}  // namespace sluice::app
