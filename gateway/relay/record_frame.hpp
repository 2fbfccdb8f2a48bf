#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "gateway/core/delivery.hpp"

// The frame of a record in an outbox: one block of bytes that does not depend on its address, so
// that it can be written to a file and read back unchanged. It has a head of fixed size, which
// begins with the journal's lead, then topic, key, payload and the text of the headers. Numbers
// have the byte order of the machine and are unaligned.
namespace sluice::relay {

/// The number of bytes in each part of a record.
struct Shape {
  std::uint32_t topic{};
  std::uint32_t key{};
  std::uint32_t payload{};
  std::uint32_t headers{};

  [[nodiscard]] std::size_t size() const noexcept {
    return std::size_t{topic} + key + payload + headers;
  }
};

/// The size of a frame before its topic.
inline constexpr std::size_t frame_head_bytes = 48;

/// Writes the head of a frame. Its parts follow the head in memory, written before or later.
void write_frame_head(char* frame, const Shape& shape, const RecordFacts& facts) noexcept;

/// The size of the whole frame in bytes.
[[nodiscard]] std::size_t frame_bytes(const char* frame) noexcept;

/// Whether these bytes have the length that their head states: another program may have written
/// the journal that they are from.
[[nodiscard]] bool is_whole_frame(std::span<const char> bytes) noexcept;

/// The shape that write_frame_head() wrote.
[[nodiscard]] Shape frame_shape(const char* frame) noexcept;

/// The number of the frame in the journal; 0 without a journal.
void set_frame_sequence(char* frame, std::uint64_t sequence) noexcept;
[[nodiscard]] std::uint64_t frame_sequence(const char* frame) noexcept;

/// The record of a frame; borrows its bytes. write_frame_head() must have written the head.
[[nodiscard]] Record read_frame(const char* frame) noexcept;

}  // namespace sluice::relay
