#include "gateway/relay/record_buffer.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "gateway/core/error.hpp"

namespace sluice::relay {
namespace {

constexpr std::size_t spare_blocks_max = 16;

// A block has entries for records of this size on average; smaller ones leave some bytes unused.
constexpr std::size_t small_record = 128;

// The most bytes that the places for headers take, wherever in a block they begin.
std::size_t header_room(std::size_t headers) noexcept {
  return headers == 0 ? 0 : headers * sizeof(Header) + alignof(Header) - 1;
}

std::size_t aligned_for_headers(std::size_t at) noexcept {
  return (at + alignof(Header) - 1) / alignof(Header) * alignof(Header);
}

}  // namespace

Record Entry::record() const noexcept {
  const char* const key = bytes + shape.topic;
  return {.topic = {bytes, shape.topic},
          .key = {key, shape.key},
          .payload = {key + shape.key, shape.payload},
          .headers = headers(),
          .facts = facts};
}

std::span<const Header> Entry::headers() const noexcept {
  if (shape.headers == 0) return {};
  return {reinterpret_cast<const Header*>(bytes) - shape.headers, shape.headers};
}

RecordBuffer::RecordBuffer(std::size_t block_bytes)
    : block_bytes_(block_bytes),
      block_entries_(std::bit_ceil(std::max<std::size_t>(block_bytes / small_record, 2))),
      slots_(8) {
  spare_.reserve(spare_blocks_max);
}

text::Writer RecordBuffer::reserve(std::size_t bytes, std::size_t headers) {
  const std::size_t room = bytes + header_room(headers);
  SLUICE_ASSERT(room <= UINT32_MAX, "a frame is far smaller than 4 GiB");
  if (!has_room(room)) open_block(room);
  Block& block = *slot(newest_);
  reserved_at_ = block.used;
  reserved_headers_ = headers;
  if (headers == 0) return text::Writer{{block.bytes.get() + reserved_at_, bytes}};
  const std::size_t places_at = aligned_for_headers(block.used);
  auto* const places = reinterpret_cast<Header*>(block.bytes.get() + places_at);
  std::uninitialized_value_construct_n(places, headers);
  reserved_at_ = places_at + headers * sizeof(Header);
  return text::Writer{{block.bytes.get() + reserved_at_, bytes}, {places, headers}};
}

bool RecordBuffer::has_room(std::size_t bytes) const noexcept {
  if (newest_ == 0) return false;
  const Block& block = *slot(newest_);
  // Another record in a block made for a large one would hold all of it.
  if (block.capacity > block_bytes_) return false;
  return block.entries.size() < block_entries_ && bytes <= block.capacity - block.used;
}

Ticket RecordBuffer::keep(const Shape& shape, const RecordFacts& facts, Time offered_at) {
  SLUICE_ASSERT(shape.headers == reserved_headers_, "a record has the headers it asked room for");
  Block& block = *slot(newest_);
  block.used = reserved_at_ + shape.text();
  ++block.unreleased;
  block.entries.push_back(
      {block.bytes.get() + reserved_at_, offered_at, shape, facts, Stage::waiting, 0, 0});
  return {newest_ * block_entries_ + block.entries.size() - 1};
}

Entry& RecordBuffer::at(Ticket ticket) noexcept {
  const std::uint64_t number = ticket.sequence / block_entries_;
  const std::size_t place = ticket.sequence % block_entries_;
  SLUICE_ASSERT(number >= oldest_ && number <= newest_ && slot(number), "each ticket settles once");
  Block& block = *slot(number);
  SLUICE_ASSERT(place < block.entries.size(), "a ticket names a record that was kept");
  Entry& entry = block.entries[place];
  SLUICE_ASSERT(entry.stage != Stage::settled, "each ticket settles once");
  return entry;
}

Ticket RecordBuffer::after(Ticket ticket) const noexcept {
  return next_from(ticket.sequence / block_entries_, ticket.sequence % block_entries_ + 1);
}

Ticket RecordBuffer::next_from(std::uint64_t number, std::size_t place) const noexcept {
  for (; number <= newest_; ++number, place = 0) {
    if (!slot(number)) continue;
    const auto& entries = slot(number)->entries;
    for (; place < entries.size(); ++place) {
      if (entries[place].stage != Stage::settled) return {number * block_entries_ + place};
    }
  }
  return {};
}

void RecordBuffer::release(Ticket ticket) noexcept {
  at(ticket).stage = Stage::settled;
  const std::uint64_t number = ticket.sequence / block_entries_;
  Block& block = *slot(number);
  if (--block.unreleased > 0) return;
  if (number == newest_) {
    block.used = 0;  // its entries stay: tickets are not used twice
  } else {
    occupied_ -= block.capacity;
    recycle(number);
  }
}

void RecordBuffer::open_block(std::size_t bytes) {
  // A block without an entry gives its number to the next, so that after() never meets an empty
  // one.
  bool next_number = true;
  if (newest_ != 0) {
    const Block& full = *slot(newest_);
    next_number = !full.entries.empty();
    if (full.unreleased > 0) {
      occupied_ += full.capacity;
    } else {
      recycle(newest_);
    }
  }
  if (next_number) make_slot(++newest_);
  slot(newest_) = take_block(bytes);
}

RecordBuffer::BlockPtr RecordBuffer::take_block(std::size_t bytes) {
  if (bytes <= block_bytes_ && !spare_.empty()) {
    BlockPtr block = std::move(spare_.back());
    spare_.pop_back();
    return block;
  }
  auto block = std::make_unique<Block>();
  block->capacity = std::max(bytes, block_bytes_);
  block->bytes = std::make_unique_for_overwrite<char[]>(block->capacity);
  block->entries.reserve(block_entries_);
  return block;
}

void RecordBuffer::recycle(std::uint64_t number) noexcept {
  BlockPtr block = std::move(slot(number));
  while (oldest_ < newest_ && !slot(oldest_)) ++oldest_;
  if (block->capacity != block_bytes_ || spare_.size() == spare_blocks_max) return;
  block->used = 0;
  block->entries.clear();
  spare_.push_back(std::move(block));
}

void RecordBuffer::make_slot(std::uint64_t number) {
  while (oldest_ < number && !slot(oldest_)) ++oldest_;
  if (number - oldest_ < slots_.size()) return;
  std::vector<BlockPtr> wider(slots_.size() * 2);
  for (std::uint64_t i = oldest_; i < number; ++i) {
    wider[i & (wider.size() - 1)] = std::move(slot(i));
  }
  slots_ = std::move(wider);
}

}  // namespace sluice::relay
