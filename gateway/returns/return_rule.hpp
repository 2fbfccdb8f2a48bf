#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/core/dead_letter_topic.hpp"
#include "gateway/core/ids.hpp"
#include "gateway/core/return_choices.hpp"
#include "gateway/core/time.hpp"
#include "gateway/returns/message_template.hpp"

namespace sluice::returns {

/// A header that a message must have, with a value that the glob matches.
struct HeaderGlob {
  std::string name;
  std::string glob;
};

/// A return as written in the configuration, not yet checked.
struct ReturnRule {
  ReturnId id{};
  SourceId source{};
  std::string topic_glob{};  ///< empty: any
  std::string key_glob{};    ///< empty: any
  std::vector<HeaderGlob> headers{};
  std::vector<ConnectionId> connections{};  ///< they share the channels
  std::string channel{};
  std::string event{};
  BinaryPolicy binary = BinaryPolicy::refuse;
  std::string wrap_text{};  ///< field for a value that is no object or list; empty: no wrapping
  PublishMode publish = PublishMode::client_event;
  std::optional<Duration> ttl{};  ///< the greatest age of a message; absent: any age
  Duration patience{};            ///< the longest wait of an event for its channel
  bool latest_only = false;       ///< a newer message of the same key replaces one not yet sent
  bool skip_own_records = true;   ///< skips messages that this gateway wrote
  std::optional<DeadLetterTopic> dead_letter{};  ///< absent: such messages are dropped
};

/// A return, checked and with compiled templates. Immutable.
struct Return {
  ReturnRule rule;
  MessageTemplate channel{};
  MessageTemplate event{};

  [[nodiscard]] bool takes(const Message& message) const noexcept;
};

}  // namespace sluice::returns
