#include "gateway/relay/record_frame.hpp"

#include <chrono>
#include <cstddef>
#include <cstring>
#include <type_traits>

#include "gateway/journal/frame.hpp"

namespace sluice::relay {
namespace {

/// The part of a frame between its lead and its topic.
struct Head {
  Shape shape;
  ContentType content_type;
  Change change;
  std::uint16_t reserved;      ///< zero
  DeadLetterMark dead_letter;  ///< zero in frames of programs that had no dead letters
  std::int64_t received_at;    ///< nanoseconds since 1970
};
static_assert(sizeof(journal::Lead) + sizeof(Head) == frame_head_bytes);
static_assert(std::has_unique_object_representations_v<Head>, "no byte of it is left to chance");

/// Skips the lead: the journal's thread may be writing the checksum.
Head head_of(const char* frame) noexcept {
  Head head{};
  std::memcpy(&head, frame + sizeof(journal::Lead), sizeof(head));
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
  const journal::Lead lead{.bytes = static_cast<std::uint32_t>(frame_head_bytes + shape.size()),
                           .checksum = 0,
                           .sequence = 0};
  const Head head{.shape = shape,
                  .content_type = facts.content_type,
                  .change = facts.change,
                  .reserved = 0,
                  .dead_letter = facts.dead_letter,
                  .received_at = nanoseconds_of(facts.received_at)};
  std::memcpy(frame, &lead, sizeof(lead));
  std::memcpy(frame + sizeof(lead), &head, sizeof(head));
}

Shape frame_shape(const char* frame) noexcept {
  return head_of(frame).shape;
}

std::size_t frame_bytes(const char* frame) noexcept {
  return frame_head_bytes + frame_shape(frame).size();
}

bool is_whole_frame(std::span<const char> bytes) noexcept {
  return bytes.size() >= frame_head_bytes && frame_bytes(bytes.data()) == bytes.size();
}

void set_frame_sequence(char* frame, std::uint64_t sequence) noexcept {
  std::memcpy(frame + offsetof(journal::Lead, sequence), &sequence, sizeof(sequence));
}

std::uint64_t frame_sequence(const char* frame) noexcept {
  std::uint64_t sequence = 0;
  std::memcpy(&sequence, frame + offsetof(journal::Lead, sequence), sizeof(sequence));
  return sequence;
}

Record read_frame(const char* frame) noexcept {
  const Head head = head_of(frame);
  const char* const topic = frame + frame_head_bytes;
  const char* const key = topic + head.shape.topic;
  const char* const payload = key + head.shape.key;
  const char* const headers = payload + head.shape.payload;
  return {.topic = {topic, head.shape.topic},
          .key = {key, head.shape.key},
          .payload = {payload, head.shape.payload},
          .headers = Headers{{headers, head.shape.headers}},
          .facts = {time_of(head.received_at), head.content_type, head.change, head.dead_letter}};
}

}  // namespace sluice::relay
