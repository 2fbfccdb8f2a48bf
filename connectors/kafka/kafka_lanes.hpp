#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "connectors/kafka/kafka_caution.hpp"
#include "connectors/kafka/kafka_partitioner.hpp"
#include "gateway/core/delivery.hpp"
#include "gateway/core/sink.hpp"
#include "gateway/core/time.hpp"

namespace sluice::connectors {

/// Chooses the partition of each record, and bounds how much of one partition is with the client:
/// no more than what the window has free besides, so that partitions which do not move leave the
/// others their room. A topic whose partitions are not known is one lane, and librdkafka chooses.
///
/// When a topic gets more partitions, a key goes on to its old one until what was sent there before
/// is settled. Pure; all views are used during the call only.
class KafkaLanes {
 public:
  KafkaLanes(Window window, KafkaPartitioner partitioner);

  /// librdkafka's RD_KAFKA_PARTITION_UA.
  static constexpr std::int32_t unassigned = -1;

  /// Where a record goes, until the next call of choose().
  struct Choice {
    bool open;               ///< else the record has to wait for its lane
    Lane lane;               ///< where it is not open
    std::int32_t partition;  ///< where it is; or unassigned
    std::size_t bytes;
  };
  [[nodiscard]] Choice choose(const Record& record, Time now);
  /// The client took the record that was chosen for.
  void submitted(const Choice& choice, Ticket ticket) noexcept;

  /// A record with the client is reported.
  void settled(std::string_view topic, std::int32_t partition, Ticket ticket, std::size_t bytes);
  /// `newest`: nothing when all to come has to be careful.
  void batch_failed(std::string_view topic, std::int32_t partition, std::size_t bytes,
                    const Ticket* newest);

  /// What the client knows of the topic, 0 for nothing. Whether the topic has records that wait for
  /// it and was not known when this was last told either.
  [[nodiscard]] bool partitions_are(std::string_view topic, std::int32_t count);
  /// Its partitions may be others when it is back, at another client.
  void forget_partitions(std::string_view topic);
  /// All that was with the client came back; no lane is full.
  void client_lost();

  /// A lane that was full and is not any more, one after the other; an id of 0 when there is none.
  [[nodiscard]] Lane take_ready();

  /// Bytes of a record as they count here, from what a report has of it.
  [[nodiscard]] static std::size_t bytes_of(std::string_view topic, std::size_t key,
                                            std::size_t payload) noexcept {
    return topic.size() + key + payload;
  }

 private:
  /// What one partition has with the client.
  struct Load {
    std::size_t records = 0;
    std::size_t bytes = 0;
    std::size_t former = 0;  ///< of the records, those from before the number of partitions changed
    bool full = false;       ///< as the caller was told
    bool moves = false;      ///< full for a key that moves away
    KafkaCaution caution;
  };
  struct Topic {
    std::uint64_t first_lane = 0;
    Load whole;                     ///< records without a partition
    std::uint64_t whole_until = 0;  ///< the last of them
    bool keyless_full = false;
    bool was_unknown = false;      ///< when last told
    bool forgotten = false;        ///< with the client, its partitions are
    std::vector<Load> partitions;  ///< empty while they are not known
    std::int32_t before = 0;       ///< their number before, while keys move
    std::int32_t sticky = 0;       ///< where records without a key go
    Time sticky_until{};
  };
  struct Full {
    Topic* topic;
    std::int32_t place;
    std::size_t bytes;  ///< of the record that found no room
  };
  struct NameHash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  using Topics = std::unordered_map<std::string, Topic, NameHash, std::equal_to<>>;

  [[nodiscard]] Topic& topic_of(std::string_view name);
  [[nodiscard]] Topic* find(std::string_view name) noexcept;
  [[nodiscard]] Choice choose_keyed(Topic& topic, std::string_view key, std::size_t bytes);
  [[nodiscard]] Choice choose_keyless(Topic& topic, std::size_t bytes, Time now);
  [[nodiscard]] Choice open_or_refuse(Topic& topic, std::int32_t place, std::size_t bytes);
  [[nodiscard]] Choice refuse(Topic& topic, std::int32_t place, std::size_t bytes);
  [[nodiscard]] static Load& load_at(Topic& topic, std::int32_t place) noexcept;
  [[nodiscard]] static bool& full_at(Topic& topic, std::int32_t place) noexcept;
  [[nodiscard]] bool has_room(const Load& load, std::size_t bytes) const noexcept;
  [[nodiscard]] bool is_open(Load& load, std::size_t bytes) const noexcept;
  [[nodiscard]] bool is_ready(const Full& full) const noexcept;
  static void end_move(Topic& topic) noexcept;
  void forget_idle();

  Window window_;
  KafkaPartitioner partitioner_;
  Topics topics_;
  std::size_t topics_limit_;
  Topics::value_type* last_ = nullptr;
  Topic* chosen_ = nullptr;  ///< by the last choose()
  std::vector<Full> full_;
  std::uint64_t next_lane_ = 1;
  std::size_t records_ = 0;  ///< with the client
  std::size_t bytes_ = 0;
};

}  // namespace sluice::connectors
