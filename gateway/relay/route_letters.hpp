#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "gateway/core/dead_letter_topic.hpp"
#include "gateway/core/ids.hpp"
#include "gateway/core/time.hpp"
#include "gateway/relay/outbox.hpp"

namespace sluice::relay {

/// The mark of a topic at a sink, by their names: each record of a route carries the mark of the
/// route's dead-letter topic, on disk too, and a later process finds the topic by it.
[[nodiscard]] DeadLetterMark mark_of(std::string_view sink, std::string_view topic) noexcept;

/// The dead-letter topics of all routes.
using LetterTopics = std::map<DeadLetterMark, DeadLetterTopic>;

/// Sends dead letters of the records that one sink rejects on one shard.
class RouteLetters final : public DeadLetters {
 public:
  struct Context {
    std::string sink;                      ///< the one that rejects
    const LetterTopics& topics;            ///< outlives this
    const ById<SinkId, Outbox>& outboxes;  ///< those of the shard; filled before the first letter
    std::function<WallTime()> wall_clock;
    std::string origin;  ///< marks a letter as ours, so that a return that reads it skips it
  };

  explicit RouteLetters(Context context) : context_(std::move(context)) {}

  [[nodiscard]] bool has_topic(DeadLetterMark mark) const noexcept override {
    return context_.topics.contains(mark);
  }
  void send(const Record& record, const Rejection& rejection, Safe safe) override;

 private:
  Context context_;
};

}  // namespace sluice::relay
