#include "tests/support/kafka_writer.hpp"

#include <array>
#include <stdexcept>

namespace sluice::test {

namespace {

struct EventFree {
  void operator()(rd_kafka_event_t* event) const { rd_kafka_event_destroy(event); }
};
using Event = std::unique_ptr<rd_kafka_event_t, EventFree>;

rd_kafka_vu_t field(rd_kafka_vtype_t type) {
  rd_kafka_vu_t made{};
  made.vtype = type;
  return made;
}

/// rdkafka takes a mutable pointer, but copies.
rd_kafka_vu_t bytes_field(rd_kafka_vtype_t type, std::string_view bytes) {
  rd_kafka_vu_t made = field(type);
  made.u.mem.ptr = const_cast<char*>(bytes.data());
  made.u.mem.size = bytes.size();
  return made;
}

rd_kafka_headers_t* rdkafka_headers(const std::map<std::string, std::string>& headers) {
  rd_kafka_headers_t* const all = rd_kafka_headers_new(headers.size());
  for (const auto& [name, value] : headers) {
    rd_kafka_header_add(all, name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  }
  return all;
}

}  // namespace

KafkaWriter::KafkaWriter(const std::string& address)
    : client_{make_kafka_client(RD_KAFKA_PRODUCER,
                                {{"bootstrap.servers", address}, {"message.timeout.ms", "30000"}})},
      reports_{rd_kafka_queue_get_main(client_.get())} {}

void KafkaWriter::write(const std::string& topic, std::string_view key, std::string_view payload,
                        const std::map<std::string, std::string>& headers, std::int32_t partition,
                        std::int64_t timestamp) {
  rd_kafka_headers_t* const all = rdkafka_headers(headers);
  std::array fields{field(RD_KAFKA_VTYPE_TOPIC),
                    field(RD_KAFKA_VTYPE_PARTITION),
                    field(RD_KAFKA_VTYPE_TIMESTAMP),
                    field(RD_KAFKA_VTYPE_HEADERS),
                    field(RD_KAFKA_VTYPE_MSGFLAGS),
                    bytes_field(RD_KAFKA_VTYPE_KEY, key),
                    bytes_field(RD_KAFKA_VTYPE_VALUE, payload)};
  fields[0].u.cstr = topic.c_str();
  fields[1].u.i32 = partition;
  fields[2].u.i64 = timestamp;
  fields[3].u.headers = all;
  fields[4].u.i = RD_KAFKA_MSG_F_COPY;
  if (rd_kafka_error_t* error = rd_kafka_produceva(client_.get(), fields.data(), fields.size())) {
    const std::string problem = rd_kafka_error_string(error);
    rd_kafka_error_destroy(error);
    rd_kafka_headers_destroy(all);
    throw std::runtime_error("writing to " + topic + ": " + problem);
  }
}

void KafkaWriter::flush() {
  const Deadline deadline = within(answer_time);
  while (rd_kafka_outq_len(client_.get()) > 0) {
    if (left_until(deadline).count() == 0) {
      throw std::runtime_error("kafka writer: not acknowledged in time");
    }
    const Event event{rd_kafka_queue_poll(reports_.get(), 100)};
    if (!event) continue;
    while (const rd_kafka_message_t* report = rd_kafka_event_message_next(event.get())) {
      if (report->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
        throw std::runtime_error(std::string{"kafka writer: "} + rd_kafka_err2str(report->err));
      }
    }
  }
}

}  // namespace sluice::test
