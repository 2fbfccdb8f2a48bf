#pragma once

#include "config/gateway_config.hpp"
#include "gateway/app/plan/names.hpp"
#include "gateway/core/dead_letter_topic.hpp"
#include "gateway/relay/route_letters.hpp"

namespace sluice::app {

/// A dead-letter topic in the terms of relay and returns.
[[nodiscard]] DeadLetterTopic dead_letter_topic(const config::Gateway& config, const Names& names,
                                                const config::DeadLetter& dead_letter);

/// Those of all routes. Two of them may share a topic, and thereby its mark.
[[nodiscard]] relay::LetterTopics letter_topics(const config::Gateway& config, const Names& names);

}  // namespace sluice::app
