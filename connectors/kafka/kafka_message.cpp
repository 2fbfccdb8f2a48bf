#include "connectors/kafka/kafka_message.hpp"

#include <string_view>

namespace sluice::connectors {
namespace {

std::string_view bytes(const void* start, std::size_t size) noexcept {
  return start == nullptr ? std::string_view{}
                          : std::string_view{static_cast<const char*>(start), size};
}

WallTime time_of(const rd_kafka_message_t& message) {
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  const std::int64_t since_epoch = rd_kafka_message_timestamp(&message, &type);
  if (type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE) return std::chrono::system_clock::now();
  return WallTime{std::chrono::milliseconds{since_epoch}};
}

}  // namespace

std::vector<Header> headers_of(const rd_kafka_message_t& message) {
  std::vector<Header> found;
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return found;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0;
       rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
       ++i) {
    found.push_back({name, bytes(value, size)});
  }
  return found;
}

Message message_of(const rd_kafka_message_t& message, std::span<const Header> headers) {
  return {rd_kafka_topic_name(message.rkt),
          bytes(message.key, message.key_len),
          bytes(message.payload, message.len),
          headers,
          time_of(message),
          LogPosition{message.partition, message.offset}};
}

}  // namespace sluice::connectors
