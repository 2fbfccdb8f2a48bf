#include "gateway/returns/dead_letter.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "gateway/core/delivery.hpp"

namespace sluice::returns {
namespace {

/// The texts of a message's position at Kafka; empty elsewhere.
struct PlaceTexts {
  std::string partition{};
  std::string offset{};
};

PlaceTexts place_of(const Message& message) {
  if (!message.position) return {};
  return {std::to_string(message.position->partition), std::to_string(message.position->offset)};
}

std::vector<Header> headers_of(const DeadLetter& letter, const PlaceTexts& place) {
  std::vector<Header> ours{{"sluice-reason", to_string(letter.loss)},
                           {"sluice-detail", letter.detail},
                           {"sluice-return", letter.return_name},
                           {"sluice-topic", letter.message.topic},
                           {origin_header, letter.origin}};
  if (letter.message.position) {
    ours.push_back({"sluice-partition", place.partition});
    ours.push_back({"sluice-offset", place.offset});
  }
  std::vector<Header> headers;
  for (const Header& header : letter.message.headers) {
    const bool replaced = std::ranges::find(ours, header.name, &Header::name) != ours.end();
    if (!replaced) headers.push_back(header);
  }
  headers.insert(headers.end(), ours.begin(), ours.end());
  return headers;
}

}  // namespace

void offer_dead_letter(const DeadLetter& letter, std::string_view topic, relay::Outbox& outbox,
                       relay::Outbox::Settled settled) {
  const Message& message = letter.message;
  const PlaceTexts place = place_of(message);
  const std::vector<Header> headers = headers_of(letter, place);
  std::size_t header_bytes = 0;
  for (const Header& header : headers) {
    header_bytes += Headers::overhead + header.name.size() + header.value.size();
  }
  const relay::Shape shape{.topic = static_cast<std::uint32_t>(topic.size()),
                           .key = static_cast<std::uint32_t>(message.key.size()),
                           .payload = static_cast<std::uint32_t>(message.payload.size()),
                           .headers = static_cast<std::uint32_t>(header_bytes)};
  text::Writer out = outbox.begin(shape.size());
  out.append(topic);
  out.append(message.key);
  out.append(message.payload);
  for (const Header& header : headers) out.add_header(header);
  // A null stays null at a broker that knows null.
  const bool is_null = message.payload.data() == nullptr;
  outbox.commit(shape,
                {.received_at = message.published_at,
                 .content_type = ContentType::unstated,
                 .change = is_null ? Change::remove : Change::append},
                std::move(settled));
}

}  // namespace sluice::returns
