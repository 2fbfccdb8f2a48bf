#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/core/name_map.hpp"
#include "gateway/core/time.hpp"

namespace sluice::connectors {

/// The topics that the broker does not know at present, with the time of their first failure. A
/// broker that restarts forgets topics for a while, so each topic has a grace, which begins with
/// its first failure.
class KafkaUnknownTopics {
 public:
  explicit KafkaUnknownTopics(Duration grace) : grace_(grace) {}

  enum class Answer : std::uint8_t {
    begins,  ///< the first failure of this topic
    waits,
    is_over,  ///< its records are rejected until the topic is known again
  };

  /// The broker did not know the topic.
  [[nodiscard]] Answer failed(std::string_view topic, Time now);

  /// The broker took a record of the topic. Returns true if the topic was unknown until now.
  bool known(std::string_view topic) noexcept;

 private:
  Duration grace_;
  NameMap<Time> first_failures_;
};

}  // namespace sluice::connectors
