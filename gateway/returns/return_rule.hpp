#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/core/ids.hpp"
#include "gateway/core/return_choices.hpp"
#include "gateway/core/time.hpp"
#include "gateway/returns/message_template.hpp"

namespace sluice::returns {

/// A header that a message must have, by its name, with a value that the glob matches.
struct HeaderGlob {
  std::string name;
  std::string glob;
};

/// Where messages go that can never be sent.
struct DeadLetterTopic {
  SinkId sink{};
  std::string topic;
};

/// A return as it is written, not yet checked.
struct ReturnRule {
  ReturnId id{};
  SourceId source{};
  std::string topic_glob{};  ///< empty: any
  std::string key_glob{};    ///< empty: any
  std::vector<HeaderGlob> headers{};
  std::vector<ConnectionId> connections{};  ///< the channels are shared out among them
  std::string channel{};
  std::string event{};
  BinaryPolicy binary = BinaryPolicy::refuse;
  std::string wrap_text{};  ///< field that takes what is no object or list; empty: none does
  PublishMode publish = PublishMode::client_event;
  std::optional<Duration> ttl{};  ///< how old a message may become; absent: any age
  Duration patience{};            ///< how long an event waits for its channel
  bool latest_only = false;       ///< a newer message of the same key replaces one not yet sent
  bool skip_own_records = true;   ///< messages that this gateway wrote are not sent
  std::optional<DeadLetterTopic> dead_letter{};  ///< absent: what can never be sent is dropped
};

/// A return as it is used: checked, templates compiled. Immutable.
struct Return {
  ReturnRule rule;
  MessageTemplate channel{};
  MessageTemplate event{};

  [[nodiscard]] bool takes(const Message& message) const noexcept;
};

}  // namespace sluice::returns
