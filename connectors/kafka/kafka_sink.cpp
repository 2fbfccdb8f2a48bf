#include "connectors/kafka/kafka_sink.hpp"

#include <bit>
#include <optional>
#include <vector>

#include "connectors/kafka/kafka_client.hpp"
#include "connectors/kafka/kafka_errors.hpp"
#include "connectors/kafka/kafka_producer.hpp"
#include "connectors/kafka/kafka_statistics.hpp"
#include "gateway/core/backoff.hpp"
#include "gateway/telemetry/sparing_log.hpp"

namespace sluice::connectors {
namespace {

/// Events taken in one turn of the loop: the shard's connections want their turn too.
constexpr int events_per_turn = 64;

void* opaque_of(Ticket ticket) noexcept {
  return std::bit_cast<void*>(ticket);
}

Ticket ticket_of(const rd_kafka_message_t& report) noexcept {
  return std::bit_cast<Ticket>(report._private);
}

/// Produces with librdkafka. Everything happens on the shard's thread: librdkafka writes to a
/// descriptor when its queue stops being empty, the loop watches it, and the queue is emptied in
/// batches. There is no poller thread.
///
/// A producer can break for good (librdkafka's fatal errors: its idempotence lost track of the
/// sequence). Then nothing more is given to it, and once it has reported on all that it had, the
/// rest goes back to the outbox and a new one takes its place: duplicates are possible, loss is
/// not.
class KafkaSink final : public Sink {
 public:
  KafkaSink(const KafkaSinkSettings& settings, SinkContext context)
      : settings_(settings),
        context_(std::move(context)),
        sparing_(context_.log, context_.loop, {"sink", context_.name}) {
    start_client();
  }

  Window window() const noexcept override { return settings_.window(); }

  Admission submit(const Record& record, Ticket ticket) noexcept override {
    if (!client_ || breaking_) return Admission::full;
    const rd_kafka_resp_err_t error = client_->produce(record, opaque_of(ticket));
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
      ++with_client_;
      return Admission::accepted;
    }
    if (error == RD_KAFKA_RESP_ERR__QUEUE_FULL) return Admission::full;
    if (verdict_of(error) == KafkaVerdict::rejected) return rejection_of(error);
    give_up_client(error);
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
    while (taken < events_per_turn) {
      const KafkaEvent event = client_->next_event();
      if (!event) break;
      ++taken;
      handle(event.get());
    }
    if (taken == events_per_turn) client_->signal();
    if (breaking_) return with_client_ == 0 ? replace_client() : void();
    if (!abandoned_) return context_.listener.on_sink_ready();
    if (with_client_ == 0) context_.listener.on_lost({});
  }

  void handle(rd_kafka_event_t* event) {
    switch (rd_kafka_event_type(event)) {
      case RD_KAFKA_EVENT_DR:
        while (const rd_kafka_message_t* report = rd_kafka_event_message_next(event)) {
          take_report(*report);
        }
        break;
      case RD_KAFKA_EVENT_ERROR:
        take_error(event);
        break;
      case RD_KAFKA_EVENT_STATS:
        context_.probe.up.set(read_statistics(rd_kafka_event_stats(event)).any_broker_up ? 1 : 0);
        break;
      case RD_KAFKA_EVENT_LOG:
        relay_log_line(event, sparing_, context_.log, {"sink", context_.name});
        break;
      default:
        break;
    }
  }

  void take_report(const rd_kafka_message_t& report) {
    --with_client_;
    const Ticket ticket = ticket_of(report);
    const KafkaVerdict verdict = verdict_of(report.err);
    if (verdict == KafkaVerdict::delivered) {
      rebuild_after_.reset();
      context_.probe.up.set(1);
      return context_.listener.on_delivered(ticket);
    }
    std::string reason;
    const bool fatal = client_->fatal_error(reason) != RD_KAFKA_RESP_ERR_NO_ERROR;
    if (verdict == KafkaVerdict::rejected && !fatal && !abandoned_) {
      return context_.listener.on_rejected(ticket, rejection_of(report.err));
    }
    if (abandoned_ || verdict == KafkaVerdict::purged) return;
    if (!fatal) suspects_.push_back(ticket);
    give_up_client(report.err);
  }

  void take_error(rd_kafka_event_t* event) {
    const rd_kafka_resp_err_t error = rd_kafka_event_error(event);
    context_.probe.errors.add();
    if (error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) context_.probe.up.set(0);
    if (error == RD_KAFKA_RESP_ERR__FATAL) return give_up_client(error);
    sparing_.warn("kafka error", rd_kafka_err2str(error),
                  telemetry::Field{"text", rd_kafka_event_error_string(event)});
  }

  /// Nothing more goes to this client; serve() replaces it when it has reported on everything.
  void give_up_client(rd_kafka_resp_err_t error) {
    if (breaking_) return;
    breaking_ = true;
    broken_by_ = error;
    std::string text = "a report that cannot be final";
    const rd_kafka_resp_err_t fatal = client_->fatal_error(text);
    const bool is_fatal = fatal != RD_KAFKA_RESP_ERR_NO_ERROR;
    // A fatal one is counted when librdkafka's own event of it comes.
    if (!is_fatal) context_.probe.errors.add();
    sparing_.warn("kafka producer is replaced", rd_kafka_err2str(is_fatal ? fatal : error),
                  telemetry::Field{"text", text});
    client_->purge();
    client_->signal();
  }

  void replace_client() {
    readable_.reset();
    client_.reset();
    breaking_ = false;
    const std::vector<Ticket> suspects = std::exchange(suspects_, {});
    context_.listener.on_lost({.blame = suspects.empty() ? Blame::nothing : Blame::a_record,
                               .suspects = suspects,
                               .text = rd_kafka_err2str(broken_by_)});
    if (!abandoned_) try_again_later();
  }

  void try_again_later() {
    retry_ = context_.loop.after(rebuild_after_.next(random_), [this] {
      try {
        start_client();
      } catch (const std::exception& problem) {
        // A file of keys that is gone, a machine without descriptors: it may come back.
        sparing_.warn("kafka producer cannot be made", problem.what());
        return try_again_later();
      }
      context_.listener.on_sink_ready();
    });
  }

  const KafkaSinkSettings settings_;
  SinkContext context_;
  telemetry::SparingLog sparing_;
  std::size_t with_client_ = 0;  ///< reports the client still owes
  std::optional<KafkaProducer> client_;
  Random random_{std::random_device{}()};
  Backoff rebuild_after_{Duration{500}, Duration{30'000}};
  Loop::Handle readable_;
  Loop::Handle retry_;
  bool breaking_ = false;
  rd_kafka_resp_err_t broken_by_ = RD_KAFKA_RESP_ERR_NO_ERROR;
  std::vector<Ticket> suspects_;  ///< failed for another reason than the client's end
  bool abandoned_ = false;
};

}  // namespace

std::unique_ptr<Sink> make_kafka_sink(const KafkaSinkSettings& settings, SinkContext context) {
  return std::make_unique<KafkaSink>(settings, std::move(context));
}

}  // namespace sluice::connectors
