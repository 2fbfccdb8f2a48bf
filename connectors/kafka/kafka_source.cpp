#include "connectors/kafka/kafka_source.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "connectors/kafka/kafka_client.hpp"
#include "connectors/kafka/kafka_consumer.hpp"
#include "connectors/kafka/kafka_errors.hpp"
#include "connectors/kafka/kafka_messages.hpp"
#include "connectors/kafka/kafka_statistics.hpp"
#include "gateway/core/backoff.hpp"
#include "gateway/telemetry/sparing_log.hpp"

namespace sluice::connectors {
namespace {

/// Limits the events of one turn of the loop, so that the shard's connections get their turn.
constexpr int events_per_turn = 64;
/// The most messages of a partition that are remembered behind an unsettled one; at this number the
/// partition waits for that message.
constexpr std::size_t backlog_max = 10'000;
/// Holds a partition back for its backlog; the return path numbers its holders from 0.
constexpr std::size_t backlog_holder = std::numeric_limits<std::size_t>::max();
/// The limit for leaving the group; without a broker librdkafka would need far longer.
constexpr Time::duration close_patience = std::chrono::seconds{5};

/// A member of a consumer group, all on the shard's thread. librdkafka writes to a descriptor when
/// its queue stops being empty, the loop watches the descriptor, and the source empties the queue
/// in batches. There is no poller thread.
///
/// An offset is stored when all messages before it are settled, and librdkafka commits the stored
/// offsets: every second, before a partition goes to another member, and on leaving the group.
/// After any end of a consumer, its successor therefore reads the unsettled messages again.
class KafkaSource final : public Source {
 public:
  KafkaSource(const KafkaSourceSettings& settings, SourceContext context)
      : settings_(settings),
        context_(std::move(context)),
        sparing_(context_.log, context_.loop, {"source", context_.name}) {
    context_.probe.lag.set(-1);
    start_consumer();
  }

  void pause() noexcept override {
    paused_ = true;
    context_.probe.paused.set(1);
  }

  void resume() noexcept override {
    paused_ = false;
    context_.probe.paused.set(0);
    if (consumer_) consumer_->signal();
  }

  void hold(Ticket ticket, std::size_t holder) noexcept override {
    if (const auto origin = messages_.origin_of(ticket)) hold_back(*origin, holder);
  }

  void release(std::size_t holder) noexcept override {
    held_back_.release(holder);
    if (consumer_) consumer_->signal();
  }

  void settle(Ticket ticket) noexcept override {
    const auto progress = messages_.settle(ticket);
    if (!progress) return;
    consumer_->store(progress->topic, progress->partition, progress->next);
    const KafkaPartition partition{progress->topic, progress->partition};
    if (!held_back_.holds(partition) || messages_.backlog(partition) > backlog_max / 2) return;
    held_back_.release(partition, backlog_holder);
    consumer_->signal();
  }

  /// Stays in the group, so that no other member receives the messages that can still be settled.
  void stop(std::function<void()> quiet) noexcept override {
    stopped_ = true;
    quiet_ = std::move(quiet);
    quieting_ = context_.loop.after(Duration{0}, [this] { say_quiet(); });
  }

  void close(Time deadline, std::function<void()> closed) noexcept override {
    closed_ = std::move(closed);
    const bool leaving = consumer_ && consumer_->close();
    const auto left = std::clamp(deadline - context_.loop.now(), Time::duration{0}, close_patience);
    const auto patience = std::chrono::floor<Duration>(leaving ? left : Time::duration{0});
    closing_ = context_.loop.after(patience, [this] { finish(); });
  }

 private:
  void start_consumer() {
    consumer_.emplace(settings_);
    readable_ = context_.loop.watch(consumer_->descriptor(), [this] { serve(); });
  }

  void serve() {
    consumer_->clear_wakeup();
    int taken = 0;
    while (taken < events_per_turn) {
      KafkaEvent event = consumer_->next_event();
      if (!event && !paused_ && !stopped_) {
        if (auto kept = held_back_.next()) {
          ++taken;
          receive(*std::move(kept));
          continue;
        }
        event = consumer_->next_message();
      }
      if (!event) break;
      ++taken;
      handle(std::move(event));
    }
    read_on();
    if (taken == events_per_turn) consumer_->signal();
    if (closed_ && (broken_ || consumer_->closed())) return finish();
    if (broken_) replace_consumer();
  }

  void handle(KafkaEvent event) {
    switch (rd_kafka_event_type(event.get())) {
      case RD_KAFKA_EVENT_FETCH:
        take_message(std::move(event));
        break;
      case RD_KAFKA_EVENT_REBALANCE:
        take_rebalance(event.get());
        break;
      case RD_KAFKA_EVENT_OFFSET_COMMIT:
      case RD_KAFKA_EVENT_ERROR:
        take_error(event.get());
        break;
      case RD_KAFKA_EVENT_STATS:
        take_statistics(event.get());
        break;
      case RD_KAFKA_EVENT_LOG:
        relay_log_line(event.get(), sparing_, context_.log, {"source", context_.name});
        break;
      default:
        break;
    }
  }

  void take_message(KafkaEvent event) {
    rebuild_after_.reset();
    context_.note_up(true);
    const rd_kafka_message_t* const message = rd_kafka_event_message_next(event.get());
    KafkaMessage taken{std::move(event), message};
    if (held_back_.holds({std::string{taken.topic()}, message->partition})) {
      held_back_.keep(std::move(taken));
    } else {
      receive(std::move(taken));
    }
  }

  void receive(KafkaMessage taken) {
    const KafkaPartition partition{taken.topic(), taken.message->partition};
    messages_.receive(std::move(taken), context_.listener);
    if (messages_.backlog(partition) >= backlog_max) hold_back(partition, backlog_holder);
  }

  void hold_back(const KafkaPartition& partition, std::size_t holder) {
    if (!held_back_.holds(partition)) consumer_->hold_back(partition);
    held_back_.hold(partition, holder);
  }

  /// The kept messages of a partition come before the further ones in the client.
  void read_on() {
    const auto free = held_back_.take_free();
    for (const KafkaPartition& partition : free) consumer_->read_on(partition);
    if (!free.empty()) consumer_->signal();
  }

  void take_rebalance(rd_kafka_event_t* event) {
    rd_kafka_topic_partition_list_t* const partitions = rd_kafka_event_topic_partition_list(event);
    const bool ours = rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
    context_.log.info(ours ? "kafka partitions taken" : "kafka partitions given up",
                      {{"source", context_.name}, {"count", partitions->cnt}});
    if (ours) {
      consumer_->take(*partitions);
    } else {
      messages_.withdraw(*partitions, context_.listener);
      for (int i = 0; i < partitions->cnt; ++i) {
        held_back_.forget({partitions->elems[i].topic, partitions->elems[i].partition});
      }
      consumer_->give_up(*partitions);
    }
  }

  void take_error(rd_kafka_event_t* event) {
    const rd_kafka_resp_err_t error = rd_kafka_event_error(event);
    const KafkaTrouble trouble = trouble_of(error);
    if (trouble == KafkaTrouble::none) return;
    context_.probe.errors.add();
    // ALL_BROKERS_DOWN comes after the error of one broker, and only that one has the address.
    if (error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
      context_.note_up(false);
    } else {
      context_.note_error(rd_kafka_event_error_string(event));
    }
    if (trouble == KafkaTrouble::fatal) return give_up_consumer();
    sparing_.warn(trouble == KafkaTrouble::refused ? "kafka refuses the source" : "kafka error",
                  rd_kafka_err2str(error),
                  telemetry::Field{"text", rd_kafka_event_error_string(event)});
  }

  void take_statistics(rd_kafka_event_t* event) {
    const KafkaStatistics& statistics = statistics_.read(rd_kafka_event_stats(event));
    context_.note_up(statistics.any_broker_up);
    context_.probe.lag.set(statistics.lag.value_or(-1));
  }

  /// serve() replaces the consumer after the events of this turn.
  void give_up_consumer() {
    broken_ = true;
    std::string text;
    const rd_kafka_resp_err_t fatal = consumer_->fatal_error(text);
    sparing_.warn("kafka consumer is replaced", rd_kafka_err2str(fatal),
                  telemetry::Field{"text", text});
  }

  void replace_consumer() {
    end_consumer();
    broken_ = false;
    retry_ = context_.loop.after(rebuild_after_.next(random_), [this] {
      try {
        start_consumer();
      } catch (const std::exception& problem) {
        // A missing key file, or a lack of descriptors, may be temporary.
        context_.note_error(problem.what());
        sparing_.warn("kafka consumer cannot be made", problem.what());
        replace_consumer();
      }
    });
  }

  /// The successor receives its unsettled messages again.
  void end_consumer() {
    messages_.withdraw_all(context_.listener);
    held_back_.clear();
    readable_.reset();
    consumer_.reset();
    context_.note_up(false);
    context_.probe.lag.set(-1);
  }

  void say_quiet() {
    if (quiet_) std::exchange(quiet_, nullptr)();
  }

  void finish() {
    end_consumer();
    say_quiet();  // leaving the group may take less than a turn of the loop
    retry_.reset();
    closing_.reset();
    // Must be the last call here: it may destroy the source.
    const auto closed = std::exchange(closed_, nullptr);
    closed();
  }

  const KafkaSourceSettings settings_;
  SourceContext context_;
  telemetry::SparingLog sparing_;
  std::optional<KafkaConsumer> consumer_;
  KafkaMessages messages_;   ///< destroyed before the consumer that owns their memory
  KafkaHeldBack held_back_;  ///< destroyed before the consumer, too
  KafkaStatisticsReader statistics_;
  Random random_{std::random_device{}()};
  Backoff rebuild_after_{Duration{500}, Duration{30'000}};
  std::function<void()> quiet_;
  std::function<void()> closed_;
  Loop::Handle quieting_;
  Loop::Handle readable_;
  Loop::Handle retry_;
  Loop::Handle closing_;
  bool paused_ = false;
  bool stopped_ = false;
  bool broken_ = false;
};

}  // namespace

std::unique_ptr<Source> make_kafka_source(const KafkaSourceSettings& settings,
                                          SourceContext context) {
  return std::make_unique<KafkaSource>(settings, std::move(context));
}

}  // namespace sluice::connectors
