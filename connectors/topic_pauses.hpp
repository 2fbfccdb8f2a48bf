#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "gateway/core/backoff.hpp"
#include "gateway/core/loop.hpp"
#include "gateway/core/name_map.hpp"
#include "gateway/core/sink.hpp"

namespace sluice::connectors {

/// The topics of a sink whose records wait, because the broker refuses them for now. Each topic is
/// a lane and waits for itself, after each refusal longer, up to half a minute.
///
/// On the loop's thread only. It calls the listener from the loop, at the end of a pause.
class TopicPauses {
 public:
  /// Both outlive this.
  TopicPauses(Loop& loop, DeliveryListener& listener) : loop_(loop), listener_(listener) {}

  /// The broker has refused a record of the topic, which waits from now on. Does not prolong a
  /// pause. The sink reports the loss of its client afterwards, so that all records of the topic
  /// come again, in order.
  Lane pause(std::string_view topic);

  /// The lane of a record whose topic waits.
  [[nodiscard]] std::optional<Lane> lane_of(std::string_view topic) const;

 private:
  struct Topic {
    Lane lane;
    Backoff backoff{Duration{500}, Duration{30'000}};
    Loop::Handle end{};  ///< null: it does not wait
    Time ended_at{};
  };

  void forget_taken();

  Loop& loop_;
  DeliveryListener& listener_;
  NameMap<Topic> topics_;
  std::uint64_t lanes_ = 0;
  Random random_{std::random_device{}()};
};

}  // namespace sluice::connectors
