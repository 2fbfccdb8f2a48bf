#include "gateway/app/plan/dead_letter_topics.hpp"

#include <algorithm>

#include "connectors/registry.hpp"

namespace sluice::app {
namespace {

/// A sink without readable settings is taken for one with headers.
LetterForm form_of(const config::Gateway& config, const std::string& sink) {
  const auto found = std::ranges::find(config.sinks, sink, &config::Sink::name);
  if (found == config.sinks.end()) return LetterForm::headers;
  const connectors::SinkSettings* const settings = connectors::settings_of(*found);
  return settings == nullptr ? LetterForm::headers : settings->letter_form();
}

}  // namespace

DeadLetterTopic dead_letter_topic(const config::Gateway& config, const Names& names,
                                  const config::DeadLetter& dead_letter) {
  return {.sink = names.sink(dead_letter.to),
          .topic = dead_letter.topic,
          .form = form_of(config, dead_letter.to)};
}

relay::LetterTopics letter_topics(const config::Gateway& config, const Names& names) {
  relay::LetterTopics topics;
  for (const auto& route : config.routes) {
    if (!route.dead_letter) continue;
    topics.emplace(relay::mark_of(route.dead_letter->to, route.dead_letter->topic),
                   dead_letter_topic(config, names, *route.dead_letter));
  }
  return topics;
}

}  // namespace sluice::app
