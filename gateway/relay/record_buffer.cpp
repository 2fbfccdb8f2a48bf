#include "gateway/relay/record_buffer.hpp"

#include <algorithm>

#include "gateway/core/error.hpp"

namespace sluice::relay {
namespace {

constexpr std::size_t spare_blocks_max = 64;
constexpr std::size_t ring_min = 1024;

/// The first straggler with at least this ticket.
auto straggler_from(auto& stragglers, std::uint64_t sequence) noexcept {
  return std::ranges::lower_bound(stragglers, sequence, {},
                                  [](const auto& one) { return one.first; });
}

}  // namespace

RecordBuffer::RecordBuffer(std::size_t block_bytes)
    : block_bytes_(block_bytes), entries_(ring_min) {
  spare_.reserve(spare_blocks_max);
}

text::Writer RecordBuffer::reserve(std::size_t bytes) {
  const std::size_t room = frame_head_bytes + bytes;
  SLUICE_ASSERT(room <= UINT32_MAX, "a frame is far smaller than 4 GiB");
  if (!has_room(room)) open_block(room);
  const Block& block = blocks_[newest_];
  reserved_at_ = block.used;
  return text::Writer{{block.bytes.get() + reserved_at_ + frame_head_bytes, bytes}};
}

bool RecordBuffer::has_room(std::size_t bytes) const noexcept {
  if (newest_ == no_block) return false;
  const Block& block = blocks_[newest_];
  // A second record in a large record's own block would keep the whole block alive.
  return block.capacity <= block_bytes_ && bytes <= block.capacity - block.used;
}

Ticket RecordBuffer::keep(const Shape& shape, const RecordFacts& facts, Time offered_at) {
  if (entries_.full()) make_place();
  Block& block = blocks_[newest_];
  write_frame_head(block.bytes.get() + reserved_at_, shape, facts);
  block.used = static_cast<std::uint32_t>(reserved_at_ + frame_head_bytes + shape.size());
  ++block.unreleased;
  ++held_;
  entries_.push_back({.offered_at = offered_at,
                      .sequence = 0,
                      .block = newest_,
                      .offset = static_cast<std::uint32_t>(reserved_at_),
                      .size = static_cast<std::uint32_t>(shape.size()),
                      .stage = Stage::waiting,
                      .attempts = 0,
                      .suspicions = 0});
  return {first_ + entries_.size() - 1};
}

void RecordBuffer::set_sequence(Ticket ticket, std::uint64_t sequence) noexcept {
  Entry& entry = at(ticket);
  entry.sequence = sequence;
  set_frame_sequence(frame(entry), sequence);
}

Entry& RecordBuffer::straggler(Ticket ticket) noexcept {
  SLUICE_ASSERT(ticket.sequence < first_, "a ticket names a record that was kept");
  const auto found = straggler_from(stragglers_, ticket.sequence);
  SLUICE_ASSERT(found != stragglers_.end() && found->first == ticket.sequence,
                "each ticket settles once");
  return found->second;
}

Ticket RecordBuffer::after(Ticket ticket) const noexcept {
  for (auto at = straggler_from(stragglers_, ticket.sequence + 1); at != stragglers_.end(); ++at) {
    if (at->second.stage != Stage::settled) return {at->first};
  }
  const std::uint64_t next = std::max(ticket.sequence + 1, first_);
  for (std::uint64_t place = next - first_; place < entries_.size(); ++place) {
    if (entries_[place].stage != Stage::settled) return {first_ + place};
  }
  return {};
}

void RecordBuffer::release(Ticket ticket) noexcept {
  Entry& entry = at(ticket);
  entry.stage = Stage::settled;
  --held_;
  unpin(entry.block);
  if (ticket.sequence < first_) {
    // Settled stragglers are erased in batches, so that each costs little.
    if (++settled_stragglers_ * 2 > stragglers_.size()) {
      std::erase_if(stragglers_,
                    [](const auto& one) { return one.second.stage == Stage::settled; });
      settled_stragglers_ = 0;
    }
  } else {
    forget_settled();
  }
}

void RecordBuffer::unpin(BlockIndex index) noexcept {
  Block& block = blocks_[index];
  if (--block.unreleased > 0) return;
  if (index == newest_) {
    block.used = 0;
  } else {
    occupied_ -= block.capacity;
    free_block(index);
  }
}

void RecordBuffer::forget_settled() noexcept {
  while (!entries_.empty() && entries_.front().stage == Stage::settled) {
    entries_.pop_front();
    ++first_;
  }
}

void RecordBuffer::make_place() {
  const std::size_t in_ring = held_ - (stragglers_.size() - settled_stragglers_);
  if (in_ring < entries_.size() / 2) {
    set_stragglers_aside();
  } else {
    entries_.set_capacity(entries_.capacity() * 2);
  }
}

void RecordBuffer::set_stragglers_aside() {
  const std::size_t kept = entries_.size() / 2;
  while (entries_.size() > kept) {
    if (entries_.front().stage != Stage::settled)
      stragglers_.emplace_back(first_, entries_.front());
    entries_.pop_front();
    ++first_;
  }
  forget_settled();
}

void RecordBuffer::open_block(std::size_t bytes) {
  if (newest_ != no_block) {
    const Block& full = blocks_[newest_];
    if (full.unreleased > 0) {
      occupied_ += full.capacity;
    } else {
      free_block(newest_);
    }
  }
  newest_ = take_block(bytes);
}

RecordBuffer::BlockIndex RecordBuffer::take_block(std::size_t bytes) {
  auto& from = bytes <= block_bytes_ && !spare_.empty() ? spare_ : bare_;
  if (from.empty()) {
    bare_.push_back(static_cast<BlockIndex>(blocks_.size()));
    blocks_.emplace_back();
  }
  const BlockIndex index = from.back();
  from.pop_back();
  Block& block = blocks_[index];
  if (!block.bytes) {
    block.capacity = static_cast<std::uint32_t>(std::max(bytes, block_bytes_));
    block.bytes = std::make_unique_for_overwrite<char[]>(block.capacity);
  }
  return index;
}

void RecordBuffer::free_block(BlockIndex index) noexcept {
  Block& block = blocks_[index];
  block.used = 0;
  if (block.capacity == block_bytes_ && spare_.size() < spare_blocks_max) {
    spare_.push_back(index);
  } else {
    block.bytes.reset();
    bare_.push_back(index);
  }
}

}  // namespace sluice::relay
