#include "gateway/relay/route_letters.hpp"

#include <algorithm>
#include <utility>

#include "gateway/core/timestamp.hpp"
#include "gateway/journal/crc32c.hpp"
#include "gateway/relay/letter.hpp"
#include "gateway/relay/letter_names.hpp"

namespace sluice::relay {

DeadLetterMark mark_of(std::string_view sink, std::string_view topic) noexcept {
  constexpr std::string_view between{"\0", 1};  // no name of a sink contains it
  std::uint32_t sum = 0;
  for (const std::string_view part : {sink, between, topic}) {
    sum = journal::crc32c(sum, part.data(), part.size());
  }
  // The first values have names.
  return DeadLetterMark{std::max(sum, static_cast<std::uint32_t>(DeadLetterMark::is_letter) + 1)};
}

void RouteLetters::send(const Record& record, const Rejection& rejection, Safe safe) {
  const DeadLetterTopic& to = context_.topics.at(record.facts.dead_letter);
  const std::string time = timestamp(context_.wall_clock());
  Letter letter{.key = record.key,
                .payload = record.payload,
                .facts = {{reason_header, to_string(rejection.code)},
                          {detail_header, rejection.text},
                          {sink_header, context_.sink},
                          {topic_header, record.topic},
                          {time_header, time},
                          {origin_header, context_.origin}},
                .received_at = record.facts.received_at,
                .content_type = record.facts.content_type,
                .is_null = record.facts.change == Change::remove};
  for (const Header& header : record.headers) letter.headers.push_back(header);
  offer_letter(letter, to, context_.outboxes.at(to.sink), nullptr, std::move(safe));
}

}  // namespace sluice::relay
