#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/kafka/kafka_caution.hpp"
#include "connectors/kafka/kafka_partitioner.hpp"
#include "gateway/core/delivery.hpp"
#include "gateway/core/name_map.hpp"
#include "gateway/core/sink.hpp"
#include "gateway/core/time.hpp"

namespace sluice::connectors {

/// Chooses the partition of each record, and bounds the records of one partition in the client: at
/// most the free part of the window, so that blocked partitions leave room for the others. A topic
/// with unknown partitions is one lane, and librdkafka chooses the partition.
///
/// When a topic gets more partitions, a key stays with its old partition until the earlier records
/// there are settled. Pure; all views are used only during the call.
class KafkaLanes {
 public:
  KafkaLanes(Window window, KafkaPartitioner partitioner);

  /// librdkafka's RD_KAFKA_PARTITION_UA.
  static constexpr std::int32_t unassigned = -1;

  /// The destination of a record; valid until the next call of choose().
  struct Choice {
    bool open;               ///< false: the record has to wait for its lane
    Lane lane;               ///< when it is not open
    std::int32_t partition;  ///< when it is open; may be `unassigned`
    std::size_t bytes;
  };
  [[nodiscard]] Choice choose(const Record& record, Time now);
  /// The client took the record of the last choose().
  void submitted(const Choice& choice, Ticket ticket) noexcept;

  /// The client has reported a record.
  void delivered(std::string_view topic, std::int32_t partition, Ticket ticket, std::size_t bytes);
  void rejected(std::string_view topic, std::int32_t partition, Ticket ticket, std::size_t bytes);
  /// `newest` is null when all later records must be sent with caution.
  void batch_failed(std::string_view topic, std::int32_t partition, std::size_t bytes,
                    const Ticket* newest);

  /// The client knows this number of partitions of the topic; 0: it does not know the topic. True
  /// when the topic has waiting records and was also unknown at the last call.
  [[nodiscard]] bool partitions_are(std::string_view topic, std::int32_t count);
  /// The topic may have other partitions when it is back, at the next client.
  void forget_partitions(std::string_view topic);
  /// All records came back from the client; no lane is full.
  void client_lost();

  /// Returns one lane that is not full any more per call; an id of 0 when there is none.
  [[nodiscard]] Lane take_ready();

  /// The size of a record for this class, from the parts that a report has.
  [[nodiscard]] static std::size_t bytes_of(std::string_view topic, std::size_t key,
                                            std::size_t payload) noexcept {
    return topic.size() + key + payload;
  }

 private:
  /// The records of one partition in the client.
  struct Load {
    std::size_t records = 0;
    std::size_t bytes = 0;
    std::size_t former = 0;  ///< records from before the number of partitions changed
    bool full = false;       ///< as reported to the caller
    bool moves = false;      ///< full for a key that moves away
    KafkaCaution caution;
  };
  struct Topic {
    std::uint64_t first_lane = 0;
    Load whole;                          ///< records without a partition
    std::set<std::uint64_t> in_whole{};  ///< their tickets, which are in no order
    std::set<std::int32_t> begun{};      ///< partitions that the client delivered one of them to
    bool keyless_full = false;
    bool was_unknown = false;      ///< at the last call of partitions_are()
    bool forgotten = false;        ///< the partitions are forgotten with the client
    std::vector<Load> partitions;  ///< empty while they are unknown
    std::int32_t before = 0;       ///< the earlier number of partitions, while keys move
    std::int32_t sticky = 0;       ///< the partition for records without a key
    Time sticky_until{};
  };
  struct Full {
    Topic* topic;
    std::int32_t place;
    std::size_t bytes;  ///< of the record that found no room
  };
  using Topics = NameMap<Topic>;

  [[nodiscard]] Topic& topic_of(std::string_view name);
  [[nodiscard]] Topic* find(std::string_view name) noexcept;
  void settle(std::string_view topic, std::int32_t partition, Ticket ticket, std::size_t bytes,
              bool delivered);
  [[nodiscard]] Choice choose_keyed(Topic& topic, std::string_view key, std::size_t bytes);
  [[nodiscard]] Choice choose_keyless(Topic& topic, std::size_t bytes, Time now);
  [[nodiscard]] Choice open_or_refuse(Topic& topic, std::int32_t place, std::size_t bytes);
  [[nodiscard]] Choice refuse(Topic& topic, std::int32_t place, std::size_t bytes);
  [[nodiscard]] static Load& load_at(Topic& topic, std::int32_t place) noexcept;
  /// A load without records that is as careful.
  [[nodiscard]] static Load emptied(const Load& load) noexcept;
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
  std::size_t records_ = 0;  ///< in the client
  std::size_t bytes_ = 0;
};

}  // namespace sluice::connectors
