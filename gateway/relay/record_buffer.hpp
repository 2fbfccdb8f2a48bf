#pragma once

#include <boost/circular_buffer.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "gateway/core/error.hpp"
#include "gateway/core/time.hpp"
#include "gateway/relay/record_frame.hpp"
#include "gateway/text/record_writer.hpp"

namespace sluice::relay {

/// The state of a kept record.
enum class Stage : std::uint8_t {
  waiting,
  parked,  ///< waits for its lane
  in_flight,
  spilling,  ///< is to be in the journal only, and is being written
  rejected,  ///< until its dead letter is safe
  settled,
};

/// The facts of a kept record besides its frame.
struct Entry {
  Time offered_at;
  std::uint64_t sequence;  ///< of its frame in the journal; 0 without one
  std::uint32_t block;     ///< the block of its frame
  std::uint32_t offset;    ///< the offset of its frame in that block
  std::uint32_t size;      ///< bytes of its parts, without the head
  Stage stage;
  std::uint8_t attempts;    ///< number of submissions; saturates
  std::uint8_t suspicions;  ///< number of losses that it may have caused
};

/// The frames of an outbox's records, in blocks that are filled one after the other. A block is
/// used again once all its records are released, in any order. A ring has the facts of each record.
/// No frame moves while it is kept.
///
/// Tickets count up by one from 1.
class RecordBuffer {
 public:
  explicit RecordBuffer(std::size_t block_bytes);

  /// Room for one record whose parts have at most `bytes`, at the end of the newest block; valid
  /// until the next call of reserve or keep.
  [[nodiscard]] text::Writer reserve(std::size_t bytes);

  /// Keeps the record in the room that was reserved last, as the newest one, in the stage
  /// `waiting`.
  Ticket keep(const Shape& shape, const RecordFacts& facts, Time offered_at);

  /// A kept record that is not released; valid until the next call of keep. Ends the process for
  /// any other ticket.
  [[nodiscard]] Entry& at(Ticket ticket) noexcept {
    const std::uint64_t place = ticket.sequence - first_;
    Entry& entry = place < entries_.size() ? entries_[place] : straggler(ticket);
    SLUICE_ASSERT(entry.stage != Stage::settled, "each ticket settles once");
    return entry;
  }

  /// Gives the record's frame this sequence. It is among the facts as well, because the frame is in
  /// no cache of this thread any more when the record is settled: the journal's thread has written
  /// its checksum into it.
  void set_sequence(Ticket ticket, std::uint64_t sequence) noexcept;

  /// The frame's bytes stay at this address until the record is released.
  [[nodiscard]] char* frame(const Entry& entry) const noexcept {
    return blocks_[entry.block].bytes.get() + entry.offset;
  }

  /// Keeps the bytes of all records of a block at their address until the same number of unpin()
  /// calls.
  void pin(std::uint32_t block) noexcept { ++blocks_[block].unreleased; }
  void unpin(std::uint32_t block) noexcept;

  /// The oldest record that is not released; ticket 0 when there is none.
  [[nodiscard]] Ticket oldest() const noexcept { return after({0}); }

  /// The oldest unreleased record among those that were kept after this one; ticket 0 when there is
  /// none.
  [[nodiscard]] Ticket after(Ticket ticket) const noexcept;

  /// Releases a record's bytes.
  void release(Ticket ticket) noexcept;

  /// The number of unreleased records.
  [[nodiscard]] std::size_t held() const noexcept { return held_; }

  /// Bytes of the blocks that are full but not free. It exceeds the size of the records, because
  /// one record that is slow to settle keeps its whole block.
  [[nodiscard]] std::size_t occupied() const noexcept { return occupied_; }

 private:
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::uint32_t capacity = 0;
    std::uint32_t used = 0;
    std::uint32_t unreleased = 0;  ///< records and pins
  };
  using BlockIndex = std::uint32_t;
  static constexpr BlockIndex no_block = UINT32_MAX;

  [[nodiscard]] Entry& straggler(Ticket ticket) noexcept;
  [[nodiscard]] bool has_room(std::size_t bytes) const noexcept;
  void open_block(std::size_t bytes);
  [[nodiscard]] BlockIndex take_block(std::size_t bytes);
  void free_block(BlockIndex index) noexcept;
  void make_place();
  void set_stragglers_aside();
  void forget_settled() noexcept;

  std::size_t block_bytes_;
  std::vector<Block> blocks_;
  std::vector<BlockIndex> spare_;  ///< free blocks with their memory
  std::vector<BlockIndex> bare_;   ///< places of freed blocks, without memory
  BlockIndex newest_ = no_block;   ///< the block being filled
  std::size_t reserved_at_ = 0;    ///< offset of the last reservation's frame in the newest block
  std::size_t occupied_ = 0;

  boost::circular_buffer<Entry> entries_;  ///< from `first_` on; its front is not settled
  std::uint64_t first_ = 1;
  /// Records older than the ring, by ticket, some of them settled. A few slow records thus do not
  /// need a ring as long as all records after them.
  std::vector<std::pair<std::uint64_t, Entry>> stragglers_;
  std::size_t settled_stragglers_ = 0;
  std::size_t held_ = 0;
};

}  // namespace sluice::relay
