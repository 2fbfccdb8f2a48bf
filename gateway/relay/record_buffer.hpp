#pragma once

#include <boost/circular_buffer.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "gateway/core/time.hpp"
#include "gateway/relay/frame.hpp"
#include "gateway/text/writer.hpp"

namespace sluice::relay {

/// Where a kept record stands.
enum class Stage : std::uint8_t { waiting, in_flight, settled };

/// What is known of a kept record besides its frame.
struct Entry {
  Time offered_at;
  std::uint32_t block;   ///< where its frame lies
  std::uint32_t offset;  ///< and where in that block
  std::uint32_t size;    ///< bytes of its parts, without the head
  Stage stage;
  std::uint8_t attempts;    ///< times it was submitted; stays at the largest number there is
  std::uint8_t suspicions;  ///< losses for which it may have been the reason
};

/// The frames of an outbox's records, in blocks that are filled one after the other and used again
/// once every record in them is released, in whatever order that happens; and what is known of
/// each, in a ring. No frame moves while it is kept.
///
/// Tickets count up by one from 1.
class RecordBuffer {
 public:
  explicit RecordBuffer(std::size_t block_bytes);

  /// Room for one record whose parts have at most `bytes`, at the end of the newest block; until
  /// the next call of reserve or keep.
  [[nodiscard]] text::Writer reserve(std::size_t bytes);

  /// Keeps what was written into the room last reserved, as the newest record, waiting.
  Ticket keep(const Shape& shape, const RecordFacts& facts, Time offered_at);

  /// A kept record that is not yet released, until the next call of keep. Ends the process for any
  /// other ticket.
  [[nodiscard]] Entry& at(Ticket ticket) noexcept;

  /// Its bytes stay where they are until it is released.
  [[nodiscard]] char* frame(const Entry& entry) const noexcept {
    return blocks_[entry.block].bytes.get() + entry.offset;
  }

  /// Keeps the bytes of all records of a block where they are until as many calls of unpin().
  void pin(std::uint32_t block) noexcept { ++blocks_[block].unreleased; }
  void unpin(std::uint32_t block) noexcept;

  /// The oldest record that is not released; a ticket of 0 when there is none.
  [[nodiscard]] Ticket oldest() const noexcept { return after({0}); }

  /// The oldest of the records that were kept after this one and are not released; or 0.
  [[nodiscard]] Ticket after(Ticket ticket) const noexcept;

  /// Gives back a record's bytes.
  void release(Ticket ticket) noexcept;

  /// Records that are not released.
  [[nodiscard]] std::size_t held() const noexcept { return held_; }

  /// Bytes of the blocks that are full but not yet free: more than their records' own, because one
  /// record that is slow to settle holds its whole block.
  [[nodiscard]] std::size_t occupied() const noexcept { return occupied_; }

 private:
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::uint32_t capacity = 0;
    std::uint32_t used = 0;
    std::uint32_t unreleased = 0;  ///< records, and pins
  };
  using BlockIndex = std::uint32_t;
  static constexpr BlockIndex no_block = UINT32_MAX;

  [[nodiscard]] bool has_room(std::size_t bytes) const noexcept;
  void open_block(std::size_t bytes);
  [[nodiscard]] BlockIndex take_block(std::size_t bytes);
  void free_block(BlockIndex index) noexcept;
  void make_place();
  void set_stragglers_aside();
  void forget_settled() noexcept;

  std::size_t block_bytes_;
  std::vector<Block> blocks_;
  std::vector<BlockIndex> spare_;  ///< free blocks that have their bytes
  std::vector<BlockIndex> bare_;   ///< places of blocks that are gone
  BlockIndex newest_ = no_block;   ///< the block being filled
  std::size_t reserved_at_ = 0;    ///< where in it the last reservation's frame begins
  std::size_t occupied_ = 0;

  boost::circular_buffer<Entry> entries_;  ///< from `first_` on; its front is not settled
  std::uint64_t first_ = 1;
  /// Those older than the ring, by ticket, some of them settled: few that are slow to settle need
  /// no ring as long as all that was kept after them.
  std::vector<std::pair<std::uint64_t, Entry>> stragglers_;
  std::size_t settled_stragglers_ = 0;
  std::size_t held_ = 0;
};

}  // namespace sluice::relay
