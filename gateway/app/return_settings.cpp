#include "gateway/app/return_settings.hpp"

#include <algorithm>

#include "gateway/app/relay_settings.hpp"

namespace sluice::app {
namespace {

std::vector<returns::HeaderGlob> header_globs(const config::ReturnMatch& match) {
  std::vector<returns::HeaderGlob> globs;
  for (const auto& [name, glob] : match.headers) globs.push_back({name, glob});
  return globs;
}

std::vector<std::size_t> connection_indexes(const config::Gateway& config,
                                            const std::vector<std::string>& names) {
  std::vector<std::size_t> indexes;
  for (const auto& name : names) {
    const auto found = std::ranges::find(config.connections, name, &config::Connection::name);
    if (found == config.connections.end()) continue;
    indexes.push_back(static_cast<std::size_t>(found - config.connections.begin()));
  }
  return indexes;
}

std::optional<returns::DeadLetterTopic> dead_letter_topic(const config::Gateway& config,
                                                          const config::Return& back) {
  if (!back.dead_letter) return std::nullopt;
  return returns::DeadLetterTopic{.sink = index_of_sink(config, back.dead_letter->to),
                                  .topic = back.dead_letter->topic};
}

returns::ReturnRule return_rule(const config::Gateway& config, const config::Return& back) {
  const auto source = std::ranges::find(config.sources, back.from, &config::Source::name);
  return {.source = static_cast<std::size_t>(source - config.sources.begin()),
          .topic_glob = back.match.topic,
          .key_glob = back.match.key,
          .headers = header_globs(back.match),
          .connections = connection_indexes(config, back.to),
          .channel = back.channel,
          .event = back.event,
          .binary = back.binary,
          .wrap_text = back.wrap_text,
          .publish = back.publish,
          .ttl = back.ttl,
          .patience = back.patience,
          .latest_only = back.latest_only,
          .skip_own_records = back.own_records == config::OwnRecords::skip,
          .dead_letter = dead_letter_topic(config, back)};
}

}  // namespace

std::vector<returns::ReturnRule> return_rules(const config::Gateway& config) {
  std::vector<returns::ReturnRule> rules;
  for (const auto& back : config.returns) rules.push_back(return_rule(config, back));
  return rules;
}

std::vector<std::vector<std::string>> wanted_channels(const config::Gateway& config) {
  std::vector<std::vector<std::string>> channels;
  for (const auto& connection : config.connections) channels.push_back(connection.channels);
  return channels;
}

returns::WindowSettings window_settings(const config::Window& window) {
  return {.max_messages = static_cast<std::size_t>(window.max_messages),
          .max_bytes = window.max_bytes.count};
}

}  // namespace sluice::app
