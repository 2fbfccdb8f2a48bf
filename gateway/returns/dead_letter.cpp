#include "gateway/returns/dead_letter.hpp"

#include <string>
#include <utility>

#include "gateway/core/timestamp.hpp"
#include "gateway/relay/letter.hpp"

namespace sluice::returns {

void offer_dead_letter(const DeadLetter& letter, const DeadLetterTopic& to, relay::Outbox& outbox,
                       relay::Outbox::Settled settled) {
  const Message& message = letter.message;
  const std::string time = timestamp(letter.now);
  std::string partition;
  std::string offset;
  relay::Letter written{.key = message.key,
                        .payload = message.payload,
                        .headers = {message.headers.begin(), message.headers.end()},
                        .facts = {{"sluice-reason", to_string(letter.loss)},
                                  {"sluice-detail", letter.detail},
                                  {"sluice-return", letter.return_name},
                                  {"sluice-topic", message.topic},
                                  {"sluice-time", time},
                                  {origin_header, letter.origin}},
                        .received_at = message.published_at,
                        .is_null = message.payload.data() == nullptr};
  if (message.position) {
    partition = std::to_string(message.position->partition);
    offset = std::to_string(message.position->offset);
    written.facts.push_back({"sluice-partition", partition});
    written.facts.push_back({"sluice-offset", offset});
  }
  relay::offer_letter(written, to, outbox, std::move(settled));
}

}  // namespace sluice::returns
