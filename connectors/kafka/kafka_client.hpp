#pragma once

#include <librdkafka/rdkafka.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "connectors/kafka/kafka_conf.hpp"
#include "gateway/telemetry/log.hpp"
#include "gateway/telemetry/sparing_log.hpp"

namespace sluice::connectors {

/// Writes a line of librdkafka's own log: an error as a warning, unless librdkafka also sends it as
/// an event; any other line at debug level. `who` identifies the client.
void relay_log_line(rd_kafka_event_t* event, telemetry::SparingLog& sparing,
                    const telemetry::Log& log, const telemetry::Field& who);

struct KafkaEventDeleter {
  void operator()(rd_kafka_event_t* event) const noexcept { rd_kafka_event_destroy(event); }
};
using KafkaEvent = std::unique_ptr<rd_kafka_event_t, KafkaEventDeleter>;

struct KafkaQueueDeleter {
  void operator()(rd_kafka_queue_t* queue) const noexcept {
    rd_kafka_queue_io_event_enable(queue, -1, nullptr, 0);
    rd_kafka_queue_destroy(queue);
  }
};
using KafkaQueue = std::unique_ptr<rd_kafka_queue_t, KafkaQueueDeleter>;

/// One librdkafka client with its queue of events, and the descriptor that signals new events. Used
/// on one thread. No call waits for a broker.
class KafkaClient {
 public:
  KafkaClient(const KafkaClient&) = delete;
  KafkaClient& operator=(const KafkaClient&) = delete;

  /// Readable when next_event() may return an event.
  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

  /// Resets the descriptor; to be called before events are taken.
  void clear_wakeup() noexcept;
  /// Makes the descriptor readable again, for a caller that leaves events in the queue.
  void signal() noexcept;

  /// The next event of the enabled types; null when there is none.
  [[nodiscard]] KafkaEvent next_event() noexcept { return next_event(0); }

  /// The code of a fatal error, after which this client is unusable; otherwise no error.
  [[nodiscard]] rd_kafka_resp_err_t fatal_error(std::string& reason) const;
  [[nodiscard]] bool failed_fatally() const noexcept {
    return rd_kafka_fatal_error(client_, nullptr, 0) != RD_KAFKA_RESP_ERR_NO_ERROR;
  }

 protected:
  /// Throws std::runtime_error with librdkafka's reason.
  KafkaClient(rd_kafka_type_t type, KafkaConf conf);

  /// The caller must have destroyed all events, queues, topics and messages. Does not wait: the
  /// library's part ends elsewhere, even where one of its threads hangs in a name lookup.
  ~KafkaClient();

  /// The library's part of this client will stay until the process ends.
  void leave_to_process_end() noexcept { destroyed_with_us_ = false; }

  /// Runs `task` in the errand that ends the library's part, just before that end. It may wait.
  void end_first(std::function<void()> task) noexcept { end_first_ = std::move(task); }

  [[nodiscard]] rd_kafka_t* client() const noexcept { return client_; }
  [[nodiscard]] rd_kafka_queue_t* queue() const noexcept { return queue_.get(); }
  [[nodiscard]] KafkaEvent next_event(int wait_ms) noexcept;
  /// The descriptor signals events of this queue, too.
  void wake_for(rd_kafka_queue_t* queue) noexcept;

 private:
  int descriptor_;
  rd_kafka_t* client_ = nullptr;
  bool destroyed_with_us_ = true;
  std::function<void()> end_first_;
  KafkaQueue queue_;
};

}  // namespace sluice::connectors
