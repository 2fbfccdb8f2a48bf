#include "connectors/kafka/kafka_producer.hpp"

#include <array>
#include <chrono>

#include "connectors/kafka/kafka_producer_conf.hpp"
#include "connectors/kafka/kafka_topics.hpp"

namespace sluice::connectors {
namespace {

/// Templates may name a topic per channel; beyond this the cache starts afresh.
constexpr std::size_t topics_max = 4096;
constexpr std::chrono::milliseconds patience{500};

void* borrowed(std::string_view bytes) noexcept {
  // librdkafka takes void* also for what it only reads. Never null: that would be a tombstone.
  return const_cast<char*>(bytes.empty() ? "" : bytes.data());
}

}  // namespace

KafkaProducer::KafkaProducer(const KafkaSinkSettings& settings)
    : KafkaClient(RD_KAFKA_PRODUCER, make_producer_conf(settings)) {}

KafkaProducer::~KafkaProducer() {
  purge();
  const auto end = std::chrono::steady_clock::now() + patience;
  // Once no record is left inside, the library has no view into the outbox any more.
  while (rd_kafka_outq_len(client()) > 0 && std::chrono::steady_clock::now() < end) {
    const KafkaEvent event = next_event(10);
  }
}

rd_kafka_topic_t* KafkaProducer::topic(std::string_view name) noexcept {
  const auto known = topics_.find(name);
  if (known != topics_.end()) return known->second.get();
  if (!is_topic_name(name)) return nullptr;
  if (topics_.size() == topics_max) topics_.clear();  // records inside hold their topic
  std::string text{name};
  rd_kafka_topic_t* made = rd_kafka_topic_new(client(), text.c_str(), nullptr);
  if (made != nullptr) topics_.emplace(std::move(text), made);
  return made;
}

rd_kafka_resp_err_t KafkaProducer::produce(const Record& record, void* opaque) noexcept {
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

rd_kafka_resp_err_t KafkaProducer::produce_with_headers(rd_kafka_topic_t* topic,
                                                        const Record& record,
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
  rd_kafka_error_t* const error = rd_kafka_produceva(client(), arguments.data(), count);
  if (error == nullptr) return RD_KAFKA_RESP_ERR_NO_ERROR;
  const rd_kafka_resp_err_t code = rd_kafka_error_code(error);
  rd_kafka_error_destroy(error);
  rd_kafka_headers_destroy(headers);
  return code;
}

void KafkaProducer::purge() noexcept {
  rd_kafka_purge(
      client(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING);
}

}  // namespace sluice::connectors
