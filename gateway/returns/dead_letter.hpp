#pragma once

#include <string_view>

#include "gateway/core/message.hpp"
#include "gateway/core/return_event.hpp"
#include "gateway/relay/outbox.hpp"

namespace sluice::returns {

/// A message that can never be sent, and the reason.
struct DeadLetter {
  const Message& message;
  std::string_view return_name;
  ReturnLoss loss;
  std::string_view detail;
  std::string_view origin;  ///< marks it as our record, so that a return that reads it skips it
};

/// Offers a record with the key, payload, headers and time of the message, and with the headers
/// sluice-reason, sluice-detail, sluice-return, sluice-topic, sluice-origin, and from Kafka
/// sluice-partition and sluice-offset, which replace headers of the same name. `settled` is called
/// once, possibly from within this call.
void offer_dead_letter(const DeadLetter& letter, std::string_view topic, relay::Outbox& outbox,
                       relay::Outbox::Settled settled);

}  // namespace sluice::returns
