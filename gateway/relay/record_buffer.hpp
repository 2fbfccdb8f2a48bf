#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "gateway/core/delivery.hpp"
#include "gateway/core/time.hpp"
#include "gateway/text/writer.hpp"

namespace sluice::relay {

/// How many bytes each part of a record has; they lie one after the other, the headers' text last.
struct Shape {
  std::uint32_t topic{};
  std::uint32_t key{};
  std::uint32_t payload{};
  std::uint32_t header_text{};
  std::uint32_t headers{};  ///< how many there are; their views lie in front of all that

  [[nodiscard]] std::size_t text() const noexcept {
    return std::size_t{topic} + key + payload + header_text;
  }
  [[nodiscard]] std::size_t size() const noexcept { return headers * sizeof(Header) + text(); }
};

/// Where a kept record stands.
enum class Stage : std::uint8_t { waiting, in_flight, settled };

/// One kept record: where its bytes are and how far it has come.
struct Entry {
  const char* bytes;
  Time offered_at;
  Shape shape;
  RecordFacts facts;
  Stage stage;
  std::uint8_t attempts;    ///< times it was submitted; stays at the largest number there is
  std::uint8_t suspicions;  ///< losses for which it may have been the reason

  [[nodiscard]] std::span<const Header> headers() const noexcept;
  [[nodiscard]] Record record() const noexcept;
};

/// The bytes of an outbox's records and what is known of each: blocks that are filled one after the
/// other and used again once every record in them is released, in whatever order that happens.
///
/// A ticket's sequence is its block's number times the entries a block can have, plus the place in
/// the block: found in one step, rising in the order of keeping, never used twice, never zero.
class RecordBuffer {
 public:
  explicit RecordBuffer(std::size_t block_bytes);

  /// Room for one record of at most `bytes` of text, and for exactly so many headers, at the end of
  /// the newest block; until the next call of reserve or keep.
  [[nodiscard]] text::Writer reserve(std::size_t bytes, std::size_t headers = 0);

  /// Keeps what was written into the room last reserved, as the newest record, waiting.
  Ticket keep(const Shape& shape, const RecordFacts& facts, Time offered_at);

  /// A kept record that is not yet released. Ends the process for any other ticket.
  [[nodiscard]] Entry& at(Ticket ticket) noexcept;

  /// The oldest record that is not released; a ticket of 0 when there is none.
  [[nodiscard]] Ticket oldest() const noexcept { return next_from(oldest_, 0); }

  /// The oldest of the records that were kept after this one and are not released; or 0.
  [[nodiscard]] Ticket after(Ticket ticket) const noexcept;

  /// Gives back a record's bytes.
  void release(Ticket ticket) noexcept;

  /// Bytes of the blocks that are full but not yet free: more than their records' own, because one
  /// record that is slow to settle holds its whole block.
  [[nodiscard]] std::size_t occupied() const noexcept { return occupied_; }

 private:
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t capacity{};
    std::size_t used{};
    std::size_t unreleased{};
    std::vector<Entry> entries;
  };
  using BlockPtr = std::unique_ptr<Block>;

  [[nodiscard]] bool has_room(std::size_t bytes) const noexcept;
  [[nodiscard]] Ticket next_from(std::uint64_t number, std::size_t place) const noexcept;
  void open_block(std::size_t bytes);
  [[nodiscard]] BlockPtr take_block(std::size_t bytes);
  void recycle(std::uint64_t number) noexcept;
  void make_slot(std::uint64_t number);
  [[nodiscard]] BlockPtr& slot(std::uint64_t number) noexcept {
    return slots_[number & (slots_.size() - 1)];
  }
  [[nodiscard]] const BlockPtr& slot(std::uint64_t number) const noexcept {
    return slots_[number & (slots_.size() - 1)];
  }

  std::size_t block_bytes_;
  std::size_t block_entries_;
  std::vector<BlockPtr> slots_;  ///< a ring, its size a power of two, by block number
  std::uint64_t oldest_ = 1;     ///< no block below this number is in use
  std::uint64_t newest_ = 0;     ///< the block being filled; 0 before the first
  std::vector<BlockPtr> spare_;
  std::size_t reserved_at_ = 0;  ///< where in the newest block the last reservation's text begins
  std::size_t reserved_headers_ = 0;
  std::size_t occupied_ = 0;
};

}  // namespace sluice::relay
