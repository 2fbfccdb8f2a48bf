#include "connectors/kafka/kafka_client.hpp"

#include <fmt/format.h>

#include <sys/eventfd.h>
#include <unistd.h>
#include <array>
#include <mutex>
#include <stdexcept>
#include <string_view>
#include <tuple>
#include <vector>

#include "connectors/errand.hpp"

namespace sluice::connectors {
namespace {

/// rd_kafka_destroy joins the library's threads, and one of these may hang in a name lookup. It
/// does not close a consumer either: KafkaConsumer does that without waiting.
void destroy(rd_kafka_t* client, std::function<void()> first) {
  const auto end = [client, first = std::move(first)] {
    if (first) first();
    rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
  };
  std::ignore = run_errand(end);  // without a thread the client stays until the process ends
}

/// Keeps a client within reach until the process ends: a leak checker must not report the clients
/// that stay on purpose.
void keep(rd_kafka_t* client) {
  static std::mutex lock;
  static auto& kept = *new std::vector<rd_kafka_t*>;  // never destroyed
  const std::lock_guard guard(lock);
  kept.push_back(client);
}

/// The levels of syslog: 3 is an error, a smaller number is worse.
constexpr int error_level = 3;

}  // namespace

void relay_log_line(rd_kafka_event_t* event, telemetry::SparingLog& sparing,
                    const telemetry::Log& log, const telemetry::Field& who) {
  const char* facility = nullptr;
  const char* text = nullptr;
  int level = 0;
  if (rd_kafka_event_log(event, &facility, &text, &level) != 0) return;
  const std::string_view kind{facility};
  const bool comes_as_event = kind == "FAIL" || kind == "ERROR";
  if (level <= error_level && !comes_as_event) {
    sparing.warn("kafka error", kind, telemetry::Field{"text", text});
  } else {
    log.debug("librdkafka", {who, {"facility", kind}, {"text", text}});
  }
}

KafkaClient::KafkaClient(rd_kafka_type_t type, KafkaConf conf) {
  std::array<char, 512> reason{};
  client_ = rd_kafka_new(type, conf.get(), reason.data(), reason.size());
  if (client_ == nullptr) throw std::runtime_error(fmt::format("kafka: {}", reason.data()));
  std::ignore = conf.release();
  // Only a member of a group has a queue of a consumer's.
  const bool in_group = type == RD_KAFKA_CONSUMER &&
                        rd_kafka_poll_set_consumer(client_) == RD_KAFKA_RESP_ERR_NO_ERROR;
  queue_.reset(in_group ? rd_kafka_queue_get_consumer(client_) : rd_kafka_queue_get_main(client_));
  rd_kafka_set_log_queue(client_, nullptr);
  // Starts signalled: events queued before the notification is enabled would never wake the loop.
  descriptor_ = ::eventfd(1, EFD_NONBLOCK | EFD_CLOEXEC);
  if (descriptor_ < 0) {
    queue_.reset();
    destroy(client_, nullptr);
    throw std::runtime_error("kafka: no descriptor left");
  }
  wake_for(queue_.get());
}

KafkaClient::~KafkaClient() {
  queue_.reset();
  if (destroyed_with_us_) {
    destroy(client_, std::move(end_first_));
  } else {
    keep(client_);
  }
  ::close(descriptor_);
}

void KafkaClient::wake_for(rd_kafka_queue_t* queue) noexcept {
  static constexpr std::uint64_t one = 1;
  rd_kafka_queue_io_event_enable(queue, descriptor_, &one, sizeof(one));
}

void KafkaClient::clear_wakeup() noexcept {
  eventfd_t count = 0;
  ::eventfd_read(descriptor_, &count);
}

void KafkaClient::signal() noexcept {
  ::eventfd_write(descriptor_, 1);
}

KafkaEvent KafkaClient::next_event(int wait_ms) noexcept {
  return KafkaEvent{rd_kafka_queue_poll(queue_.get(), wait_ms)};
}

rd_kafka_resp_err_t KafkaClient::fatal_error(std::string& reason) const {
  std::array<char, 512> text{};
  const rd_kafka_resp_err_t code = rd_kafka_fatal_error(client_, text.data(), text.size());
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) reason = text.data();
  return code;
}

}  // namespace sluice::connectors
