#include "gateway/app/plan/return_settings.hpp"

#include <optional>

#include "gateway/app/plan/dead_letter_topics.hpp"

namespace sluice::app {
namespace {

std::vector<returns::HeaderGlob> header_globs(const config::ReturnMatch& match) {
  std::vector<returns::HeaderGlob> globs;
  for (const auto& [name, glob] : match.headers) globs.push_back({name, glob});
  return globs;
}

std::vector<ConnectionId> connection_ids(const Names& names, const std::vector<std::string>& to) {
  std::vector<ConnectionId> ids;
  for (const auto& name : to) {
    const ConnectionId id = names.connection(name);
    if (id != ConnectionId{}) ids.push_back(id);
  }
  return ids;
}

std::optional<DeadLetterTopic> letter_topic(const config::Gateway& config, const Names& names,
                                            const config::Return& back) {
  if (!back.dead_letter) return std::nullopt;
  return dead_letter_topic(config, names, *back.dead_letter);
}

returns::ReturnRule return_rule(const config::Gateway& config, const Names& names,
                                const config::Return& back) {
  return {.id = names.back(back.label),
          .source = names.source(back.from),
          .topic_glob = back.match.topic,
          .key_glob = back.match.key,
          .headers = header_globs(back.match),
          .connections = connection_ids(names, back.to),
          .channel = back.channel,
          .event = back.event,
          .binary = back.binary,
          .wrap_text = back.wrap_text,
          .publish = back.publish,
          .ttl = back.ttl,
          .patience = back.patience,
          .latest_only = back.latest_only,
          .skip_own_records = back.own_records == config::OwnRecords::skip,
          .dead_letter = letter_topic(config, names, back)};
}

}  // namespace

std::vector<returns::ReturnRule> return_rules(const config::Gateway& config, const Names& names) {
  std::vector<returns::ReturnRule> rules;
  for (const auto& back : config.returns) rules.push_back(return_rule(config, names, back));
  return rules;
}

std::vector<returns::WantedChannels> wanted_channels(const config::Gateway& config,
                                                     const Names& names) {
  std::vector<returns::WantedChannels> all;
  for (const auto& connection : config.connections) {
    all.push_back({names.connection(connection.name), connection.name, connection.channels});
  }
  return all;
}

returns::WindowSettings window_settings(const config::Window& window) {
  return {.max_messages = static_cast<std::size_t>(window.max_messages),
          .max_bytes = window.max_bytes.count};
}

}  // namespace sluice::app
