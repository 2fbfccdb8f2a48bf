#include "connectors/kafka/kafka_lanes.hpp"

#include <algorithm>
#include <utility>

namespace sluice::connectors {
namespace {

constexpr std::uint64_t lanes_per_topic = std::uint64_t{1} << 32;
/// The place of records that may go to any partition.
constexpr std::int32_t keyless = -2;
/// Like librdkafka: batches for one partition at a time are larger than batches for all in turn.
constexpr Duration sticky_time{10};
/// A peer may choose the name of a topic: above this number, idle topics are forgotten.
constexpr std::size_t topics_max = 4096;

}  // namespace

KafkaLanes::KafkaLanes(Window window, KafkaPartitioner partitioner)
    : window_(window), partitioner_(partitioner), topics_limit_(topics_max) {}

KafkaLanes::Choice KafkaLanes::choose(const Record& record, Time now) {
  Topic& topic = topic_of(record.topic);
  chosen_ = &topic;
  const std::size_t bytes = bytes_of(record.topic, record.key.size(), record.payload.size());
  // Records that wait for the topic's partitions come before all others.
  if (topic.whole.full || topic.partitions.empty()) return open_or_refuse(topic, unassigned, bytes);
  const bool has_no_say = record.key.empty() && !partitioner_.keyless_too;
  if (has_no_say || partitioner_.partition == nullptr) return choose_keyless(topic, bytes, now);
  return choose_keyed(topic, record.key, bytes);
}

KafkaLanes::Choice KafkaLanes::choose_keyed(Topic& topic, std::string_view key, std::size_t bytes) {
  const auto partition =
      partitioner_.partition(key, static_cast<std::int32_t>(topic.partitions.size()));
  if (topic.before > 0) {
    const std::int32_t old = partitioner_.partition(key, topic.before);
    Load& load = load_at(topic, old);
    if (old != partition && (load.former > 0 || load.full)) {
      load.moves = true;
      return refuse(topic, old, bytes);
    }
  }
  return open_or_refuse(topic, partition, bytes);
}

KafkaLanes::Choice KafkaLanes::choose_keyless(Topic& topic, std::size_t bytes, Time now) {
  if (topic.keyless_full) return refuse(topic, keyless, bytes);
  const auto count = static_cast<std::int32_t>(topic.partitions.size());
  const std::int32_t first = now < topic.sticky_until ? 0 : 1;
  for (std::int32_t i = first; i < first + count; ++i) {
    const std::int32_t partition = (topic.sticky + i) % count;
    if (!is_open(load_at(topic, partition), bytes)) continue;
    if (i != 0) topic.sticky_until = now + sticky_time;
    topic.sticky = partition;
    return {true, {}, partition, bytes};
  }
  return refuse(topic, keyless, bytes);
}

KafkaLanes::Choice KafkaLanes::open_or_refuse(Topic& topic, std::int32_t place, std::size_t bytes) {
  if (is_open(load_at(topic, place), bytes)) return {true, {}, place, bytes};
  return refuse(topic, place, bytes);
}

KafkaLanes::Choice KafkaLanes::refuse(Topic& topic, std::int32_t place, std::size_t bytes) {
  bool& full = full_at(topic, place);
  if (!std::exchange(full, true)) full_.push_back({&topic, place, bytes});
  return {false, {topic.first_lane + static_cast<std::uint64_t>(place - keyless)}, place, bytes};
}

void KafkaLanes::submitted(const Choice& choice, Ticket ticket) noexcept {
  Load& load = load_at(*chosen_, choice.partition);
  if (choice.partition == unassigned) chosen_->in_whole.insert(ticket.sequence);
  ++load.records;
  load.bytes += choice.bytes;
  load.caution.submitted(choice.bytes);
  ++records_;
  bytes_ += choice.bytes;
}

void KafkaLanes::delivered(std::string_view name, std::int32_t partition, Ticket ticket,
                           std::size_t bytes) {
  settle(name, partition, ticket, bytes, true);
}

void KafkaLanes::rejected(std::string_view name, std::int32_t partition, Ticket ticket,
                          std::size_t bytes) {
  settle(name, partition, ticket, bytes, false);
}

void KafkaLanes::settle(std::string_view name, std::int32_t partition, Ticket ticket,
                        std::size_t bytes, bool delivered) {
  Topic* const topic = find(name);
  if (topic == nullptr) return;
  --records_;
  bytes_ -= bytes;
  const bool is_whole = topic->in_whole.erase(ticket.sequence) > 0;
  Load& load = load_at(*topic, is_whole ? unassigned : partition);
  --load.records;
  load.bytes -= bytes;
  if (load.former > 0) --load.former;
  load.caution.settled(ticket);
  if (load.records == 0) load.caution.all_settled();
  if (!delivered) return;
  load.caution.delivered();
  if (topic->partitions.empty()) topic->begun.insert(partition);
}

void KafkaLanes::batch_failed(std::string_view name, std::int32_t partition, std::size_t bytes,
                              const Ticket* newest) {
  Topic& topic = topic_of(name);
  KafkaCaution& caution = load_at(topic, topic.partitions.empty() ? unassigned : partition).caution;
  if (newest != nullptr) {
    caution.batch_failed(bytes, *newest);
  } else {
    caution.batch_was_too_large(bytes);
  }
}

bool KafkaLanes::partitions_are(std::string_view name, std::int32_t count) {
  Topic* const topic = find(name);
  if (topic == nullptr) return false;
  if (count == 0) return std::exchange(topic->was_unknown, true) && topic->whole.records > 0;
  topic->was_unknown = false;
  const auto known = static_cast<std::int32_t>(topic->partitions.size());
  if (known == 0) {
    topic->partitions.resize(static_cast<std::size_t>(count), emptied(topic->whole));
    for (const std::int32_t begun : std::exchange(topic->begun, {})) {
      if (begun < count) load_at(*topic, begun).caution.delivered();
    }
    return false;
  }
  end_move(*topic);
  if (count <= known || topic->before > 0 || topic->whole.records > 0) return false;
  topic->before = known;
  for (Load& load : topic->partitions) load.former = load.records;
  topic->partitions.resize(static_cast<std::size_t>(count));
  end_move(*topic);
  return false;
}

// Later records of a key must not overtake those that wait in its old lane.
void KafkaLanes::end_move(Topic& topic) noexcept {
  if (std::ranges::none_of(topic.partitions,
                           [](const Load& load) { return load.former > 0 || load.full; })) {
    topic.before = 0;
  }
}

void KafkaLanes::forget_partitions(std::string_view name) {
  if (Topic* const topic = find(name)) topic->forgotten = true;
}

void KafkaLanes::client_lost() {
  full_.clear();
  records_ = bytes_ = 0;
  last_ = nullptr;
  for (auto& [name, topic] : topics_) {
    topic.keyless_full = topic.was_unknown = false;
    topic.before = 0;
    topic.in_whole.clear();
    if (std::exchange(topic.forgotten, false)) topic.partitions.clear();
    topic.whole = emptied(topic.whole);
    topic.begun.clear();
    for (Load& load : topic.partitions) load = emptied(load);
  }
}

Lane KafkaLanes::take_ready() {
  const auto ready =
      std::ranges::find_if(full_, [this](const Full& full) { return is_ready(full); });
  if (ready == full_.end()) return {};
  const Full found = std::exchange(*ready, full_.back());
  full_.pop_back();
  full_at(*found.topic, found.place) = false;
  if (found.place != keyless) load_at(*found.topic, found.place).moves = false;
  return {found.topic->first_lane + static_cast<std::uint64_t>(found.place - keyless)};
}

bool KafkaLanes::is_ready(const Full& full) const noexcept {
  Topic& topic = *full.topic;
  if (full.place == keyless) {
    return std::ranges::any_of(topic.partitions,
                               [&](Load& load) { return is_open(load, full.bytes); });
  }
  if (full.place == unassigned && !topic.partitions.empty()) return true;
  Load& load = load_at(topic, full.place);
  if (load.moves) return load.former == 0;
  return has_room(load, full.bytes) && load.caution.admits(full.bytes);
}

bool KafkaLanes::is_open(Load& load, std::size_t bytes) const noexcept {
  return !load.full && has_room(load, bytes) && load.caution.admits(bytes);
}

bool KafkaLanes::has_room(const Load& load, std::size_t bytes) const noexcept {
  const std::size_t free_records = window_.records - std::min(window_.records, records_);
  const std::size_t free_bytes = window_.bytes - std::min(window_.bytes, bytes_);
  return load.records == 0 || (load.records < free_records && load.bytes + bytes <= free_bytes);
}

KafkaLanes::Load& KafkaLanes::load_at(Topic& topic, std::int32_t place) noexcept {
  return place < 0 ? topic.whole : topic.partitions[static_cast<std::size_t>(place)];
}

KafkaLanes::Load KafkaLanes::emptied(const Load& load) noexcept {
  Load empty{.caution = load.caution};
  empty.caution.begin();
  return empty;
}

bool& KafkaLanes::full_at(Topic& topic, std::int32_t place) noexcept {
  return place == keyless ? topic.keyless_full : load_at(topic, place).full;
}

KafkaLanes::Topic& KafkaLanes::topic_of(std::string_view name) {
  if (Topic* const known = find(name)) return *known;
  if (topics_.size() >= topics_limit_) forget_idle();
  last_ = &*topics_.try_emplace(std::string{name}).first;
  last_->second.first_lane = std::exchange(next_lane_, next_lane_ + lanes_per_topic);
  return last_->second;
}

void KafkaLanes::forget_idle() {
  const auto is_idle = [](const Load& load) { return load.records == 0 && !load.full; };
  std::erase_if(topics_, [&](const auto& named) {
    const Topic& topic = named.second;
    return is_idle(topic.whole) && !topic.keyless_full &&
           std::ranges::all_of(topic.partitions, is_idle);
  });
  last_ = nullptr;
  topics_limit_ = std::max(topics_max, 2 * topics_.size());
}

KafkaLanes::Topic* KafkaLanes::find(std::string_view name) noexcept {
  if (last_ != nullptr && last_->first == name) return &last_->second;
  const auto found = topics_.find(name);
  if (found == topics_.end()) return nullptr;
  last_ = &*found;
  return &last_->second;
}

}  // namespace sluice::connectors
