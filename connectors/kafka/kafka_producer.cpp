#include "connectors/kafka/kafka_producer.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "connectors/kafka/kafka_topics.hpp"

namespace sluice::connectors {
namespace {

/// Templates may name a topic per channel; above this number the cache is cleared.
constexpr std::size_t topics_max = 4096;
constexpr std::chrono::milliseconds patience{500};

void* borrowed(std::string_view bytes) noexcept {
  // librdkafka also takes void* for data that it only reads.
  return const_cast<char*>(bytes.data());
}

// A null payload is a tombstone, so an empty payload must not be null.
void* payload_of(const Record& record) noexcept {
  if (record.facts.change == Change::remove) return nullptr;
  return borrowed(record.payload.empty() ? "" : record.payload);
}

// librdkafka writes the present time for 0.
std::int64_t milliseconds_of(WallTime time) noexcept {
  return std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count();
}

void add(const Header& header, rd_kafka_headers_t* headers) noexcept {
  rd_kafka_header_add(headers, header.name.data(), static_cast<ssize_t>(header.name.size()),
                      header.value.data(), static_cast<ssize_t>(header.value.size()));
}

// Null when there are none: most records have none, and an empty list would cost an allocation.
rd_kafka_headers_t* headers_of(const Record& record) noexcept {
  const std::string_view content_type = to_string(record.facts.content_type);
  if (record.headers.empty() && content_type.empty()) return nullptr;
  rd_kafka_headers_t* const headers = rd_kafka_headers_new(record.headers.size() + 1);
  if (!content_type.empty()) add({"content-type", content_type}, headers);
  for (const Header& header : record.headers) add(header, headers);
  return headers;
}

/// The arguments of rd_kafka_produceva().
class Arguments {
 public:
  /// Adds an argument; the caller fills its value.
  auto& add(rd_kafka_vtype_t type) noexcept {
    rd_kafka_vu_t& argument = arguments_[count_++];
    argument.vtype = type;
    return argument.u;
  }
  [[nodiscard]] rd_kafka_error_t* produce(rd_kafka_t* client) const noexcept {
    return rd_kafka_produceva(client, arguments_.data(), count_);
  }

 private:
  std::array<rd_kafka_vu_t, 7> arguments_{};
  std::size_t count_ = 0;
};

/// The sink has its own grace, which begins when it sees that the topic is unknown.
Duration propagation_time(config::Duration grace) noexcept {
  constexpr Duration later{3'000};
  // In microseconds it must fit into the library's int; the sink tries again where it is too short.
  constexpr Duration longest{2'000'000};
  if (grace.count() == 0) return Duration{0};
  return std::min(grace, longest - later) + later;
}

constexpr std::array<OwnedProperty, 2> owned{{
    {"delivery.report.only.error", "would hide which records were delivered"},
    {"transactional.id", "transactions are not supported"},
}};

}  // namespace

std::string producer_property_fault(const std::string& property, const std::string& value) {
  return property_fault(owned, property, value);
}

KafkaConf make_producer_conf(const KafkaSinkSettings& settings) {
  KafkaConf conf = make_access_conf(settings);
  set_property(conf, "enable.idempotence", "true");
  set_property(conf, "acks", "all");
  // The outbox decides how long a record is kept; a client that gave up would leave a gap.
  set_property(conf, "message.timeout.ms", "0");
  // The choice of Java clients, so that both put a key into the same partition. The sink makes the
  // same choice once it knows the number of a topic's partitions.
  set_property(conf, "partitioner", settings.partitioner());
  set_property(conf, "linger.ms", std::to_string(settings.linger.count()));
  // The outbox observes the sink's window; a tighter bound here would be a second one.
  set_property(conf, "queue.buffering.max.messages", "10000000");
  set_property(conf, "queue.buffering.max.kbytes", "2097151");
  set_property(conf, "topic.metadata.propagation.max.ms",
               std::to_string(propagation_time(settings.topic_grace()).count()));
  set_properties(conf, settings.properties);
  rd_kafka_conf_set_events(conf.get(), RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR |
                                           RD_KAFKA_EVENT_STATS | RD_KAFKA_EVENT_LOG);
  return conf;
}

KafkaProducer::KafkaProducer(const KafkaSinkSettings& settings)
    : KafkaClient(RD_KAFKA_PRODUCER, make_producer_conf(settings)) {}

KafkaProducer::~KafkaProducer() {
  purge();
  const auto end = std::chrono::steady_clock::now() + patience;
  // When the library has no record left, it has no view into the outbox any more.
  while (rd_kafka_outq_len(client()) > 0 && std::chrono::steady_clock::now() < end) {
    const KafkaEvent event = next_event(10);
  }
}

rd_kafka_topic_t* KafkaProducer::topic(std::string_view name) noexcept {
  const auto known = topics_.find(name);
  if (known != topics_.end()) return known->second.get();
  if (!is_topic_name(name)) return nullptr;
  if (topics_.size() == topics_max) topics_.clear();  // records in the client hold their topic
  std::string text{name};
  rd_kafka_topic_t* made = rd_kafka_topic_new(client(), text.c_str(), nullptr);
  if (made != nullptr) topics_.emplace(std::move(text), made);
  return made;
}

rd_kafka_resp_err_t KafkaProducer::produce(const Record& record, std::int32_t partition,
                                           void* opaque) noexcept {
  rd_kafka_topic_t* const to = topic(record.topic);
  if (to == nullptr) return RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION;
  Arguments arguments;
  arguments.add(RD_KAFKA_VTYPE_RKT).rkt = to;
  arguments.add(RD_KAFKA_VTYPE_PARTITION).i32 = partition;
  arguments.add(RD_KAFKA_VTYPE_VALUE).mem = {payload_of(record), record.payload.size()};
  arguments.add(RD_KAFKA_VTYPE_TIMESTAMP).i64 = milliseconds_of(record.facts.received_at);
  arguments.add(RD_KAFKA_VTYPE_OPAQUE).ptr = opaque;
  if (!record.key.empty()) {
    arguments.add(RD_KAFKA_VTYPE_KEY).mem = {borrowed(record.key), record.key.size()};
  }
  // Passed as a whole: 2.0.2 frees single headers twice when the topic is known not to exist.
  rd_kafka_headers_t* const headers = headers_of(record);
  if (headers != nullptr) arguments.add(RD_KAFKA_VTYPE_HEADERS).headers = headers;
  rd_kafka_error_t* const error = arguments.produce(client());
  if (error == nullptr) return RD_KAFKA_RESP_ERR_NO_ERROR;
  const rd_kafka_resp_err_t code = rd_kafka_error_code(error);
  rd_kafka_error_destroy(error);
  if (headers != nullptr) rd_kafka_headers_destroy(headers);
  return code;
}

void KafkaProducer::purge() noexcept {
  rd_kafka_purge(
      client(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT | RD_KAFKA_PURGE_F_NON_BLOCKING);
}

}  // namespace sluice::connectors
