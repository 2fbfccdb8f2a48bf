#include "gateway/returns/dead_letter.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "gateway/core/delivery.hpp"

namespace sluice::returns {
namespace {

std::vector<Header> headers_of(const DeadLetter& letter) {
  const std::array<Header, 5> ours{{{"sluice-reason", to_string(letter.loss)},
                                    {"sluice-detail", letter.detail},
                                    {"sluice-return", letter.return_name},
                                    {"sluice-topic", letter.message.topic},
                                    {origin_header, letter.origin}}};
  std::vector<Header> headers;
  for (const Header& header : letter.message.headers) {
    const bool replaced = std::ranges::find(ours, header.name, &Header::name) != ours.end();
    if (!replaced) headers.push_back(header);
  }
  headers.insert(headers.end(), ours.begin(), ours.end());
  return headers;
}

}  // namespace

void offer_dead_letter(const DeadLetter& letter, std::string_view topic, relay::Outbox& outbox) {
  const Message& message = letter.message;
  const std::vector<Header> headers = headers_of(letter);
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
  // A null stays one at a broker that knows it.
  const bool is_null = message.payload.data() == nullptr;
  outbox.commit(shape, {.received_at = message.published_at,
                        .content_type = ContentType::unstated,
                        .change = is_null ? Change::remove : Change::append});
}

}  // namespace sluice::returns
