#pragma once

#include <cstddef>
#include <cstdint>

#include "gateway/core/delivery.hpp"

// A record as it lies in an outbox: one piece of bytes in which nothing depends on where it lies,
// so that it can be written to a file and read back as it is. A head of fixed size, which begins
// with the journal's lead, then topic, key, payload and the text of the headers. Numbers lie as the
// machine has them, unaligned.
namespace sluice::relay {

/// How many bytes each part of a record has.
struct Shape {
  std::uint32_t topic{};
  std::uint32_t key{};
  std::uint32_t payload{};
  std::uint32_t headers{};

  [[nodiscard]] std::size_t size() const noexcept {
    return std::size_t{topic} + key + payload + headers;
  }
};

/// Bytes of a frame before its topic.
inline constexpr std::size_t frame_head_bytes = 48;

/// Writes the head of a frame whose parts lie behind it, or will.
void write_frame_head(char* frame, const Shape& shape, const RecordFacts& facts) noexcept;

/// Bytes of the whole frame.
[[nodiscard]] std::size_t frame_bytes(const char* frame) noexcept;

/// What write_frame_head() was given.
[[nodiscard]] Shape frame_shape(const char* frame) noexcept;

/// The number that the journal knows the frame by; 0 where there is no journal.
void set_frame_sequence(char* frame, std::uint64_t sequence) noexcept;
[[nodiscard]] std::uint64_t frame_sequence(const char* frame) noexcept;

/// The record of a frame that write_frame_head() began; borrows its bytes.
[[nodiscard]] Record read_frame(const char* frame) noexcept;

}  // namespace sluice::relay
