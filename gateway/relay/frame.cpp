#include "gateway/relay/frame.hpp"

#include <chrono>
#include <cstring>
#include <type_traits>

namespace sluice::relay {
namespace {

/// What a frame begins with.
struct Head {
  std::uint32_t bytes;  ///< of the frame, this head included
  Shape shape;
  ContentType content_type;
  Change change;
  std::uint16_t reserved;    ///< zero
  std::int64_t received_at;  ///< nanoseconds since 1970
};
static_assert(sizeof(Head) == frame_head_bytes);
static_assert(std::has_unique_object_representations_v<Head>, "no byte of it is left to chance");

Head head_of(const char* frame) noexcept {
  Head head{};
  std::memcpy(&head, frame, sizeof(head));
  return head;
}

std::int64_t nanoseconds_of(WallTime time) noexcept {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

WallTime time_of(std::int64_t nanoseconds) noexcept {
  return WallTime{
      std::chrono::duration_cast<WallTime::duration>(std::chrono::nanoseconds{nanoseconds})};
}

}  // namespace

void write_frame_head(char* frame, const Shape& shape, const RecordFacts& facts) noexcept {
  const Head head{.bytes = static_cast<std::uint32_t>(sizeof(Head) + shape.size()),
                  .shape = shape,
                  .content_type = facts.content_type,
                  .change = facts.change,
                  .reserved = 0,
                  .received_at = nanoseconds_of(facts.received_at)};
  std::memcpy(frame, &head, sizeof(head));
}

std::size_t frame_bytes(const char* frame) noexcept {
  return head_of(frame).bytes;
}

Record read_frame(const char* frame) noexcept {
  const Head head = head_of(frame);
  const char* const topic = frame + sizeof(Head);
  const char* const key = topic + head.shape.topic;
  const char* const payload = key + head.shape.key;
  const char* const headers = payload + head.shape.payload;
  return {.topic = {topic, head.shape.topic},
          .key = {key, head.shape.key},
          .payload = {payload, head.shape.payload},
          .headers = Headers{{headers, head.shape.headers}},
          .facts = {time_of(head.received_at), head.content_type, head.change}};
}

}  // namespace sluice::relay
