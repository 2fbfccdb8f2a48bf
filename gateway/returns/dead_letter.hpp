#pragma once

#include <string_view>

#include "gateway/core/dead_letter_topic.hpp"
#include "gateway/core/message.hpp"
#include "gateway/core/return_event.hpp"
#include "gateway/core/time.hpp"
#include "gateway/relay/outbox.hpp"

namespace sluice::returns {

/// A message that can never be sent, and the reason.
struct DeadLetter {
  const Message& message;
  std::string_view return_name;
  ReturnLoss loss;
  std::string_view detail;
  WallTime now;
  std::string_view origin;  ///< marks it as our record, so that a return that reads it skips it
};

/// Offers a record with the key, payload, headers and time of the message, and with the headers
/// sluice-reason, sluice-detail, sluice-return, sluice-topic, sluice-time, sluice-origin, and from
/// Kafka sluice-partition and sluice-offset (relay::offer_letter). `settled` is called once,
/// possibly from within this call.
void offer_dead_letter(const DeadLetter& letter, const DeadLetterTopic& to, relay::Outbox& outbox,
                       relay::Outbox::Settled settled);

}  // namespace sluice::returns
