#include "connectors/kafka/kafka_caution.hpp"

#include <algorithm>
#include <limits>

namespace sluice::connectors {
namespace {

constexpr std::size_t parts = 4;

}  // namespace

void KafkaCaution::batch_was_too_large(std::size_t bytes) noexcept {
  batch_failed(bytes, {std::numeric_limits<std::uint64_t>::max()});
}

void KafkaCaution::batch_failed(std::size_t bytes, Ticket newest) noexcept {
  careful_ = true;
  closed_ = true;
  until_ = std::max(until_, newest.sequence);
  group_max_ = std::max<std::size_t>(bytes / parts, 1);
}

bool KafkaCaution::admits(std::size_t bytes) noexcept {
  if (first_ && group_ > 0) return false;
  if (!careful_) return true;
  // A record larger than a group is a group of its own.
  if (group_ > 0 && group_ + bytes > group_max_) closed_ = true;
  return !closed_;
}

void KafkaCaution::submitted(std::size_t bytes) noexcept {
  group_ += bytes;
}

void KafkaCaution::settled(Ticket ticket) noexcept {
  closed_ = true;
  if (ticket.sequence >= until_) careful_ = false;
}

void KafkaCaution::all_settled() noexcept {
  closed_ = false;
  group_ = 0;
}

void KafkaCaution::begin() noexcept {
  first_ = true;
  all_settled();
}

}  // namespace sluice::connectors
