#include "connectors/kafka/kafka_sink.hpp"

#include <bit>
#include <optional>

#include "connectors/delivery/in_flight.hpp"
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

telemetry::Field about(const Record& record) {
  return {"topic", record.topic};
}

void* opaque_of(InFlight::Slot slot) noexcept {
  return std::bit_cast<void*>(static_cast<std::uintptr_t>(slot));
}

InFlight::Slot slot_of(const rd_kafka_message_t& report) noexcept {
  return static_cast<InFlight::Slot>(std::bit_cast<std::uintptr_t>(report._private));
}

/// Produces with librdkafka. Everything happens on the shard's thread: librdkafka writes to a
/// descriptor when its queue stops being empty, the loop watches it, and the queue is emptied in
/// batches. There is no poller thread.
///
/// A producer can break for good (librdkafka's fatal errors: its idempotence lost track of the
/// sequence). Then nothing more is given to it, it reports on what it still has, a new one takes
/// its place, and every record without an outcome is sent again in order: duplicates are possible,
/// loss is not.
class KafkaSink final : public Sink {
 public:
  KafkaSink(const KafkaSinkSettings& settings, SinkContext context)
      : settings_(settings),
        context_(std::move(context)),
        sparing_(context_.log, context_.loop, {"sink", context_.name}) {
    start_client();
    // Said from the loop: the caller's outbox does not know this sink yet.
    soon_ = context_.loop.after(Duration{0}, [this] { context_.listener.on_sink_ready(); });
  }

  Admission submit(const Record& record, Ticket ticket) noexcept override {
    if (closed_) return Admission::closed;
    if (!client_ || breaking_ || in_flight_.next_unsent() != InFlight::none)
      return refuse_for_now();
    const InFlight::Slot slot = in_flight_.add(record, ticket);
    const rd_kafka_resp_err_t error = send_next();
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return Admission::accepted;
    in_flight_.remove(slot);
    if (error == RD_KAFKA_RESP_ERR__QUEUE_FULL) return refuse_for_now();
    if (verdict_of(error) == KafkaVerdict::rejected) {
      sparing_.warn("record rejected", rd_kafka_err2str(error), about(record));
      return Admission::rejected;
    }
    give_up_client(error);
    return refuse_for_now();
  }

  void close() noexcept override { closed_ = true; }

  void abandon() noexcept override {
    closed_ = true;
    abandoned_ = true;
    if (client_) client_->purge();
    soon_ = context_.loop.after(Duration{0}, [this] { abandon_unsent(); });
  }

 private:
  void start_client() {
    client_.emplace(settings_);
    readable_ = context_.loop.watch(client_->descriptor(), [this] { serve(); });
  }

  Admission refuse_for_now() noexcept {
    refused_ = true;
    return Admission::full;
  }

  [[nodiscard]] rd_kafka_resp_err_t send_next() noexcept {
    const InFlight::Slot slot = in_flight_.next_unsent();
    const auto error = client_->produce(in_flight_.record(slot), opaque_of(slot));
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
      in_flight_.mark_sent();
      ++with_client_;
    }
    return error;
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
    if (breaking_ && with_client_ == 0) {
      replace_client();
    } else {
      send_unsent();
    }
    tell_ready();
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
    const InFlight::Slot slot = slot_of(report);
    const KafkaVerdict verdict = verdict_of(report.err);
    if (verdict == KafkaVerdict::delivered) {
      rebuild_after_.reset();
      context_.probe.up.set(1);
      return settle(slot, Outcome::delivered);
    }
    std::string reason;
    if (abandoned_) return settle(slot, Outcome::unavailable);
    if (verdict == KafkaVerdict::rejected &&
        client_->fatal_error(reason) == RD_KAFKA_RESP_ERR_NO_ERROR) {
      sparing_.warn("record rejected", rd_kafka_err2str(report.err),
                    about(in_flight_.record(slot)));
      return settle(slot, Outcome::rejected);
    }
    in_flight_.mark_unsent(slot);
    give_up_client(report.err);
  }

  void settle(InFlight::Slot slot, Outcome outcome) {
    context_.listener.on_outcome(in_flight_.remove(slot), outcome);
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
    in_flight_.rewind();
    if (abandoned_) return;
    retry_ = context_.loop.after(rebuild_after_.next(random_), [this] {
      try {
        start_client();
        send_unsent();
      } catch (const std::exception& problem) {
        // A file of keys that is gone, a machine without descriptors: it may come back.
        sparing_.warn("kafka producer cannot be made", problem.what());
        replace_client();
      }
      tell_ready();
    });
  }

  void send_unsent() {
    while (client_ && !breaking_ && !abandoned_ && in_flight_.next_unsent() != InFlight::none) {
      const InFlight::Slot slot = in_flight_.next_unsent();
      const rd_kafka_resp_err_t error = send_next();
      if (error == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
      if (error == RD_KAFKA_RESP_ERR__QUEUE_FULL) return;
      if (verdict_of(error) != KafkaVerdict::rejected) return give_up_client(error);
      sparing_.warn("record rejected", rd_kafka_err2str(error), about(in_flight_.record(slot)));
      settle(slot, Outcome::rejected);
    }
  }

  void tell_ready() {
    if (!refused_ || !client_ || breaking_ || in_flight_.next_unsent() != InFlight::none) return;
    refused_ = false;
    context_.listener.on_sink_ready();
  }

  void abandon_unsent() {
    for (auto slot = in_flight_.oldest_unsent(); slot != InFlight::none;
         slot = in_flight_.oldest_unsent()) {
      settle(slot, Outcome::unavailable);
    }
  }

  const KafkaSinkSettings settings_;
  SinkContext context_;
  telemetry::SparingLog sparing_;
  InFlight in_flight_;
  std::size_t with_client_ = 0;  ///< reports the client still owes
  std::optional<KafkaProducer> client_;
  Random random_{std::random_device{}()};
  Backoff rebuild_after_{Duration{500}, Duration{30'000}};
  Loop::Handle readable_;
  Loop::Handle retry_;
  Loop::Handle soon_;
  bool breaking_ = false;
  bool refused_ = false;
  bool closed_ = false;
  bool abandoned_ = false;
};

}  // namespace

std::unique_ptr<Sink> make_kafka_sink(const KafkaSinkSettings& settings, SinkContext context) {
  return std::make_unique<KafkaSink>(settings, std::move(context));
}

}  // namespace sluice::connectors
