#include "connectors/kafka/kafka_record_writer.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>

#include "connectors/kafka/kafka_errors.hpp"
#include "connectors/kafka/kafka_producer.hpp"

namespace sluice::connectors {
namespace {

using Clock = std::chrono::steady_clock;

/// For the acknowledgement of one record, besides the grace of its topic.
constexpr std::chrono::milliseconds patience{60'000};

/// No batch is waited for, and no error to pass.
KafkaSinkSettings at_once(KafkaSinkSettings settings) {
  settings.linger = config::Duration{0};
  settings.errors = {};
  return settings;
}

/// One thread; each record alone, so that an error is its own.
class KafkaRecordWriter final : public RecordWriter {
 public:
  explicit KafkaRecordWriter(const KafkaSinkSettings& settings)
      : patience_(patience + settings.unknown_topic_grace), client_(at_once(settings)) {}

  std::optional<Rejection> write(const Record& record) override {
    const rd_kafka_resp_err_t refused = client_.produce(record, RD_KAFKA_PARTITION_UA, nullptr);
    const rd_kafka_resp_err_t error =
        refused == RD_KAFKA_RESP_ERR_NO_ERROR ? wait_for_report(record.topic) : refused;
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return std::nullopt;
    std::string fatal;
    if (client_.fatal_error(fatal) != RD_KAFKA_RESP_ERR_NO_ERROR) fail(record.topic, fatal);
    return rejection_of(error);
  }

 private:
  [[noreturn]] static void fail(std::string_view topic, std::string_view why) {
    throw std::runtime_error(fmt::format("kafka: {}", about_topic(topic, why)));
  }

  [[nodiscard]] rd_kafka_resp_err_t wait_for_report(std::string_view topic) {
    const auto end = Clock::now() + patience_;
    while (true) {
      client_.clear_wakeup();
      while (const KafkaEvent event = client_.next_event()) {
        if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_DR) {
          return rd_kafka_event_message_next(event.get())->err;
        }
        if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_ERROR) {
          last_error_ = rd_kafka_event_error_string(event.get());
        }
      }
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
      if (left.count() <= 0) {
        fail(topic, fmt::format("no answer to a record, which may or may not have arrived{}{}",
                                last_error_.empty() ? "" : ": ", last_error_));
      }
      pollfd waiting{client_.descriptor(), POLLIN, 0};
      ::poll(&waiting, 1, static_cast<int>(left.count()));
    }
  }

  const std::chrono::milliseconds patience_;
  KafkaProducer client_;
  std::string last_error_;
};

}  // namespace

std::unique_ptr<RecordWriter> make_kafka_record_writer(const KafkaSinkSettings& settings) {
  return std::make_unique<KafkaRecordWriter>(settings);
}

}  // namespace sluice::connectors
