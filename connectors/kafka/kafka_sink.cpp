#include "connectors/kafka/kafka_sink.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/kafka/kafka_batch.hpp"
#include "connectors/kafka/kafka_client.hpp"
#include "connectors/kafka/kafka_errors.hpp"
#include "connectors/kafka/kafka_lanes.hpp"
#include "connectors/kafka/kafka_producer.hpp"
#include "connectors/kafka/kafka_reach.hpp"
#include "connectors/kafka/kafka_report.hpp"
#include "connectors/kafka/kafka_statistics.hpp"
#include "connectors/kafka/kafka_unknown_topics.hpp"
#include "connectors/topic_pauses.hpp"
#include "gateway/core/backoff.hpp"
#include "gateway/telemetry/sparing_log.hpp"

namespace sluice::connectors {
namespace {

/// Limits the reports and other events of one turn of the loop, so that the shard's connections get
/// their turn.
constexpr int reports_per_turn = 500;

/// Produces with librdkafka, all on the shard's thread. librdkafka writes to a descriptor when its
/// queue stops being empty, the loop watches the descriptor, and the sink empties the queue in
/// batches. There is no poller thread.
///
/// A producer can break for good (librdkafka's fatal errors: its idempotence lost track of the
/// sequence). The sink then submits nothing more to it. After the reports on all its records, the
/// other records go back to the outbox and a new producer replaces it: duplicates are possible,
/// loss is not. The same happens when a batch fails that may succeed in parts or later, so that the
/// records behind it do not overtake it.
///
/// Each partition is a lane: a partition without a leader delays only its own records. A topic with
/// an error that is to pass is a lane, too, while it waits.
class KafkaSink final : public Sink {
 public:
  KafkaSink(const KafkaSinkSettings& settings, SinkContext context)
      : settings_(settings),
        context_(std::move(context)),
        sparing_(context_.log, context_.loop, {"sink", context_.name}),
        unknown_topics_(settings.topic_grace()),
        pauses_(context_.loop, context_.listener),
        lanes_(settings.lane_window(), partitioner_of(settings.partitioner())) {
    start_client();
  }

  Window window() const noexcept override { return settings_.limits(); }

  Admission submit(const Record& record, Ticket ticket) noexcept override {
    if (!client_ || broken_by_) return Admission::full;
    if (const auto waits = pauses_.lane_of(record.topic)) return *waits;
    const KafkaLanes::Choice choice = lanes_.choose(record, context_.loop.now());
    if (!choice.open) return choice.lane;
    const rd_kafka_resp_err_t error = client_->produce(record, choice.partition, opaque_of(ticket));
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
      ++with_client_;
      lanes_.submitted(choice, ticket);
      if (ticket.sequence > newest_.sequence) newest_ = ticket;
      return Admission::accepted;
    }
    if (error == RD_KAFKA_RESP_ERR__QUEUE_FULL) return Admission::full;
    if (is_final(error, record.topic, true)) return rejection_of(error);
    give_up_client(error, record.topic);
    return Admission::full;
  }

  void abandon() noexcept override {
    abandoned_ = true;
    if (with_client_ == 0) return context_.listener.on_lost({});
    client_->purge();
  }

 private:
  void start_client() {
    client_.emplace(settings_);
    readable_ = context_.loop.watch(client_->descriptor(), [this] { serve(); });
  }

  void serve() {
    client_->clear_wakeup();
    int taken = 0;
    while (taken < reports_per_turn && serve_one()) ++taken;
    report_delivered();
    if (taken == reports_per_turn) client_->signal();
    if (broken_by_) return with_client_ == 0 ? replace_client() : void();
    if (!abandoned_) return tell_ready();
    if (with_client_ == 0) context_.listener.on_lost({});
  }

  /// False when there is nothing.
  bool serve_one() {
    if (const rd_kafka_message_t* const report = batch_.next()) {
      take_report(*report);
      return true;
    }
    KafkaEvent event = client_->next_event();
    if (!event) return false;
    handle(std::move(event));
    return true;
  }

  void tell_ready() {
    context_.listener.on_sink_ready();
    while (client_ && !broken_by_) {
      const Lane lane = lanes_.take_ready();
      if (lane.id == 0) return;
      context_.listener.on_lane_ready(lane);
    }
  }

  void handle(KafkaEvent event) {
    switch (rd_kafka_event_type(event.get())) {
      case RD_KAFKA_EVENT_DR:
        batch_ = KafkaBatch{std::move(event)};
        break;
      case RD_KAFKA_EVENT_ERROR:
        take_error(event.get());
        break;
      case RD_KAFKA_EVENT_STATS:
        take_statistics(statistics_.read(rd_kafka_event_stats(event.get())));
        break;
      case RD_KAFKA_EVENT_LOG:
        relay_log_line(event.get(), sparing_, context_.log, {"sink", context_.name});
        break;
    }
  }

  void take_statistics(const KafkaStatistics& statistics) {
    reach_.set(statistics.any_broker_up);
    for (const auto& [topic, partitions] : statistics.partitions) {
      const bool waits = lanes_.partitions_are(topic, partitions);
      if (waits && statistics.any_broker_up) std::ignore = is_grace_over(topic);
    }
  }

  void take_report(const rd_kafka_message_t& report) {
    settle(report, batch_.alone());
    if (batch_.alone() || !is_about_batch(verdict_of(report.err, settings_.errors))) return;
    if (!client_->failed_fatally()) be_careful(report, batch_.bytes());
  }

  void settle(const rd_kafka_message_t& report, bool alone) {
    --with_client_;
    const Ticket ticket = ticket_of(report);
    const KafkaVerdict verdict = verdict_of(report.err, settings_.errors);
    if (verdict == KafkaVerdict::delivered) return take_delivery(report, ticket);
    const bool fatal = client_->failed_fatally();
    if (abandoned_ || verdict == KafkaVerdict::purged) return;
    if (!fatal && is_final(report.err, topic_of(report), alone)) {
      lanes_.rejected(topic_of(report), report.partition, ticket, bytes_of(report));
      report_delivered();
      return context_.listener.on_rejected(ticket, rejection_of(report.err));
    }
    if (!fatal && alone && verdict == KafkaVerdict::try_again) suspects_.push_back(ticket);
    give_up_client(report.err, topic_of(report));
  }

  void take_delivery(const rd_kafka_message_t& report, Ticket ticket) {
    rebuild_after_.reset();
    reach_.set(true);
    if (unknown_topics_.known(topic_of(report))) {
      context_.log.info("kafka topic is known again",
                        {{"sink", context_.name}, {"topic", topic_of(report)}});
    }
    lanes_.delivered(topic_of(report), report.partition, ticket, bytes_of(report));
    delivered_.push_back(ticket);
  }

  /// Many at once, as each call costs the outbox as much as a record.
  void report_delivered() {
    if (!delivered_.empty()) context_.listener.on_delivered(delivered_);
    delivered_.clear();
  }

  /// Whether a record with this error is rejected. `alone`: it was the only record of its batch.
  [[nodiscard]] bool is_final(rd_kafka_resp_err_t error, std::string_view topic, bool alone) {
    const KafkaVerdict verdict = verdict_of(error, settings_.errors);
    if (verdict == KafkaVerdict::passing) pauses_.pause(topic);
    return verdict == KafkaVerdict::unknown_topic ? is_grace_over(topic)
                                                  : is_rejection(verdict, alone);
  }

  [[nodiscard]] bool is_grace_over(std::string_view topic) {
    const auto answer = unknown_topics_.failed(topic, context_.loop.now());
    if (answer == KafkaUnknownTopics::Answer::begins) {
      context_.note_error(fmt::format("topic {} does not exist", topic));
      sparing_.write(telemetry::Level::warn, "kafka topic does not exist", topic,
                     telemetry::Field{"topic", topic});
    }
    const bool over = answer == KafkaUnknownTopics::Answer::is_over;
    if (!over) lanes_.forget_partitions(topic);
    return over;
  }

  /// `bytes`: the size of the reported part of the failed batch.
  void be_careful(const rd_kafka_message_t& report, std::size_t bytes) {
    const bool too_large = verdict_of(report.err, settings_.errors) == KafkaVerdict::too_large;
    lanes_.batch_failed(topic_of(report), report.partition, bytes, too_large ? nullptr : &newest_);
    if (!too_large) return;
    sparing_.write(telemetry::Level::warn, "kafka batches are made smaller", topic_of(report),
                   telemetry::Field{"topic", topic_of(report)},
                   telemetry::Field{"hint", "set batch.size in the sink's properties"});
  }

  void take_error(rd_kafka_event_t* event) {
    const rd_kafka_resp_err_t error = rd_kafka_event_error(event);
    context_.probe.errors.add();
    const bool all_down = error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN;  // its text has no address
    all_down ? reach_.set(false) : context_.note_error(rd_kafka_event_error_string(event));
    if (error == RD_KAFKA_RESP_ERR__FATAL) return give_up_client(error);
    sparing_.warn("kafka error", rd_kafka_err2str(error),
                  telemetry::Field{"text", rd_kafka_event_error_string(event)});
  }

  /// Submits nothing more to this client; serve() replaces it after its last report.
  void give_up_client(rd_kafka_resp_err_t error, std::string_view topic = {}) {
    if (broken_by_) return;
    broken_by_ = error;
    std::string text = "a report that cannot be final";
    const rd_kafka_resp_err_t fatal = client_->fatal_error(text);
    // librdkafka sends its own event for a fatal error, which counts it.
    if (fatal == RD_KAFKA_RESP_ERR_NO_ERROR) context_.probe.errors.add();
    const char* const why = rd_kafka_err2str(fatal == RD_KAFKA_RESP_ERR_NO_ERROR ? error : fatal);
    context_.note_error(about_topic(topic, fatal == RD_KAFKA_RESP_ERR_NO_ERROR ? why : text));
    sparing_.warn("kafka producer is replaced", why, telemetry::Field{"topic", topic},
                  telemetry::Field{"text", text});
    client_->purge();
    client_->signal();
  }

  void replace_client() {
    readable_.reset();
    batch_ = {};
    client_.reset();
    const auto error = std::exchange(broken_by_, {}).value();
    lanes_.client_lost();
    reach_.set(false);
    const std::vector<Ticket> suspects = std::exchange(suspects_, {});
    context_.listener.on_lost({.blame = suspects.empty() ? Blame::nothing : Blame::each_one,
                               .suspects = suspects,
                               .text = rd_kafka_err2str(error)});
    if (!abandoned_) try_again_later();
  }

  void try_again_later() {
    retry_ = context_.loop.after(rebuild_after_.next(random_), [this] {
      try {
        start_client();
      } catch (const std::exception& problem) {
        // A missing key file, or a lack of descriptors, may be temporary.
        context_.note_error(problem.what());
        sparing_.warn("kafka producer cannot be made", problem.what());
        return try_again_later();
      }
      context_.listener.on_sink_ready();
    });
  }

  const KafkaSinkSettings settings_;
  SinkContext context_;
  telemetry::SparingLog sparing_;
  KafkaReach reach_{settings_, context_};
  KafkaUnknownTopics unknown_topics_;
  TopicPauses pauses_;
  KafkaLanes lanes_;
  KafkaStatisticsReader statistics_;
  Ticket newest_;                ///< the last one submitted
  std::size_t with_client_ = 0;  ///< the number of outstanding reports
  std::optional<KafkaProducer> client_;
  KafkaBatch batch_;               ///< its reports that come next
  std::vector<Ticket> delivered_;  ///< not reported yet, in order
  Random random_{std::random_device{}()};
  Backoff rebuild_after_{Duration{500}, Duration{30'000}};
  Loop::Handle readable_;
  Loop::Handle retry_;
  std::optional<rd_kafka_resp_err_t> broken_by_;  ///< until the client is replaced
  std::vector<Ticket> suspects_;  ///< failed alone, and not because of the client's end
  bool abandoned_ = false;
};

}  // namespace

std::unique_ptr<Sink> make_kafka_sink(const KafkaSinkSettings& settings, SinkContext context) {
  return std::make_unique<KafkaSink>(settings, std::move(context));
}

}  // namespace sluice::connectors
