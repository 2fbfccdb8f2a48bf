#include "gateway/app/message_frame.hpp"

#include <cstddef>
#include <utility>

#include "gateway/core/delivery.hpp"
#include "gateway/relay/record_frame.hpp"
#include "gateway/text/record_writer.hpp"

namespace sluice::app {
namespace {

std::size_t headers_bytes(std::span<const Header> headers) noexcept {
  std::size_t bytes = 0;
  for (const Header& header : headers) {
    bytes += Headers::overhead + header.name.size() + header.value.size();
  }
  return bytes;
}

}  // namespace

std::vector<char> message_frame(const Message& message) {
  const relay::Shape shape{.topic = static_cast<std::uint32_t>(message.topic.size()),
                           .key = static_cast<std::uint32_t>(message.key.size()),
                           .payload = static_cast<std::uint32_t>(message.payload.size()),
                           .headers = static_cast<std::uint32_t>(headers_bytes(message.headers))};
  std::vector<char> frame(relay::frame_head_bytes + shape.size());
  relay::write_frame_head(frame.data(), shape, {.received_at = message.published_at});
  text::Writer out{std::span{frame}.subspan(relay::frame_head_bytes)};
  out.append(message.topic);
  out.append(message.key);
  out.append(message.payload);
  for (const Header& header : message.headers) out.add_header(header);
  return frame;
}

FramedMessage::FramedMessage(std::vector<char> frame) : frame_(std::move(frame)) {
  for (const Header header : relay::read_frame(frame_.data()).headers) headers_.push_back(header);
}

Message FramedMessage::view() const noexcept {
  const Record record = relay::read_frame(frame_.data());
  return {.topic = record.topic,
          .key = record.key,
          .payload = record.payload,
          .headers = headers_,
          .published_at = record.facts.received_at};
}

}  // namespace sluice::app
