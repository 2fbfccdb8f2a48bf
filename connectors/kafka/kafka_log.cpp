#include "connectors/kafka/kafka_log.hpp"

#include <string_view>

namespace sluice::connectors {
namespace {

/// As syslog counts: 3 is an error, smaller is worse.
constexpr int error_level = 3;

}  // namespace

void relay_log_line(rd_kafka_event_t* event, SparingLog& sparing, const telemetry::Log& log,
                    const telemetry::Field& who) {
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

}  // namespace sluice::connectors
