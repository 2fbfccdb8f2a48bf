#include "connectors/kafka/kafka_client.hpp"

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <future>
#include <stdexcept>
#include <thread>

#include "connectors/kafka/kafka_conf.hpp"

namespace sluice::connectors {
namespace {

/// Templates may name a topic per channel; beyond this the cache starts afresh.
constexpr std::size_t topics_max = 4096;
constexpr std::chrono::milliseconds patience{500};

void* borrowed(std::string_view bytes) noexcept {
  // librdkafka takes void* also for what it only reads. Never null: that would be a tombstone.
  return const_cast<char*>(bytes.empty() ? "" : bytes.data());
}

/// What brokers accept as a name, so that nobody waits for the metadata of one that cannot be.
bool is_topic_name(std::string_view name) noexcept {
  return !name.empty() && name.size() <= 249 && name != "." && name != ".." &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '.' || c == '_' || c == '-';
         });
}

/// rd_kafka_destroy joins the library's threads, and one of these may hang in a name lookup.
void destroy_within(rd_kafka_t* client, std::chrono::milliseconds limit) {
  std::promise<void> promise;
  const std::future<void> destroyed = promise.get_future();
  std::thread destroyer([client, done = std::move(promise)]() mutable {
    rd_kafka_destroy(client);
    done.set_value();
  });
  if (destroyed.wait_for(limit) == std::future_status::ready) {
    destroyer.join();
  } else {
    destroyer.detach();
  }
}

}  // namespace

KafkaClient::KafkaClient(const KafkaSettings& settings) {
  KafkaConf conf = make_kafka_conf(settings);
  std::array<char, 512> reason{};
  client_ = rd_kafka_new(RD_KAFKA_PRODUCER, conf.get(), reason.data(), reason.size());
  if (client_ == nullptr) throw std::runtime_error(fmt::format("kafka: {}", reason.data()));
  std::ignore = conf.release();
  queue_.reset(rd_kafka_queue_get_main(client_));
  rd_kafka_set_log_queue(client_, nullptr);
  // Starts signalled: what was queued before the event is enabled would never wake us.
  descriptor_ = ::eventfd(1, EFD_NONBLOCK | EFD_CLOEXEC);
  if (descriptor_ < 0) {
    queue_.reset();
    destroy_within(client_, patience);
    throw std::runtime_error("kafka: no descriptor left");
  }
  static constexpr std::uint64_t one = 1;
  rd_kafka_queue_io_event_enable(queue_.get(), descriptor_, &one, sizeof(one));
}

KafkaClient::~KafkaClient() {
  purge();
  const auto end = std::chrono::steady_clock::now() + patience;
  // Once no record is left inside, the library has no view into the outbox any more.
  while (rd_kafka_outq_len(client_) > 0 && std::chrono::steady_clock::now() < end) {
    const KafkaEvent event{rd_kafka_queue_poll(queue_.get(), 10)};
  }
  rd_kafka_queue_io_event_enable(queue_.get(), -1, nullptr, 0);
  topics_.clear();
  queue_.reset();
  destroy_within(client_, patience);
  ::close(descriptor_);
}

void KafkaClient::acknowledge() noexcept {
  eventfd_t count = 0;
  ::eventfd_read(descriptor_, &count);
}

void KafkaClient::signal() noexcept {
  ::eventfd_write(descriptor_, 1);
}

KafkaEvent KafkaClient::next_event() noexcept {
  return KafkaEvent{rd_kafka_queue_poll(queue_.get(), 0)};
}

rd_kafka_topic_t* KafkaClient::topic(std::string_view name) noexcept {
  const auto known = topics_.find(name);
  if (known != topics_.end()) return known->second.get();
  if (!is_topic_name(name)) return nullptr;
  if (topics_.size() == topics_max) topics_.clear();  // records inside hold their topic
  std::string text{name};
  rd_kafka_topic_t* made = rd_kafka_topic_new(client_, text.c_str(), nullptr);
  if (made != nullptr) topics_.emplace(std::move(text), made);
  return made;
}

rd_kafka_resp_err_t KafkaClient::produce(const Record& record, void* opaque) noexcept {
  rd_kafka_topic_t* const to = topic(record.topic);
  if (to == nullptr) return RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION;
  if (!record.headers.empty()) return produce_with_headers(to, record, opaque);
  const bool keyed = !record.key.empty();
  if (rd_kafka_produce(to, RD_KAFKA_PARTITION_UA, 0, borrowed(record.payload),
                       record.payload.size(), keyed ? record.key.data() : nullptr,
                       record.key.size(), opaque) == 0) {
    return RD_KAFKA_RESP_ERR_NO_ERROR;
  }
  return rd_kafka_last_error();
}

rd_kafka_resp_err_t KafkaClient::produce_with_headers(rd_kafka_topic_t* topic, const Record& record,
                                                      void* opaque) noexcept {
  // Handed over as a whole: 2.0.2 frees single headers twice when the topic is known not to exist.
  rd_kafka_headers_t* const headers = rd_kafka_headers_new(record.headers.size());
  for (const Header& header : record.headers) {
    rd_kafka_header_add(headers, header.name.data(), static_cast<ssize_t>(header.name.size()),
                        header.value.data(), static_cast<ssize_t>(header.value.size()));
  }
  std::array<rd_kafka_vu_t, 5> arguments{};
  arguments[0].vtype = RD_KAFKA_VTYPE_RKT;
  arguments[0].u.rkt = topic;
  arguments[1].vtype = RD_KAFKA_VTYPE_VALUE;
  arguments[1].u.mem = {borrowed(record.payload), record.payload.size()};
  arguments[2].vtype = RD_KAFKA_VTYPE_OPAQUE;
  arguments[2].u.ptr = opaque;
  arguments[3].vtype = RD_KAFKA_VTYPE_HEADERS;
  arguments[3].u.headers = headers;
  arguments[4].vtype = RD_KAFKA_VTYPE_KEY;
  arguments[4].u.mem = {borrowed(record.key), record.key.size()};
  const std::size_t count = record.key.empty() ? arguments.size() - 1 : arguments.size();
  rd_kafka_error_t* const error = rd_kafka_produceva(client_, arguments.data(), count);
  if (error == nullptr) return RD_KAFKA_RESP_ERR_NO_ERROR;
  const rd_kafka_resp_err_t code = rd_kafka_error_code(error);
  rd_kafka_error_destroy(error);
  rd_kafka_headers_destroy(headers);
  return code;
}

void KafkaClient::purge() noexcept {
  rd_kafka_purge(
      client_, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING);
}

rd_kafka_resp_err_t KafkaClient::fatal_error(std::string& reason) const {
  std::array<char, 512> text{};
  const rd_kafka_resp_err_t code = rd_kafka_fatal_error(client_, text.data(), text.size());
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) reason = text.data();
  return code;
}

}  // namespace sluice::connectors
