#pragma once

#include <librdkafka/rdkafka.h>

#include "connectors/delivery/sparing_log.hpp"
#include "gateway/telemetry/log.hpp"

namespace sluice::connectors {

/// Writes a line of librdkafka's own log: an error as a warning, unless it comes as an event of its
/// own as well, anything else at debug level. `who` says whose client it is.
void relay_log_line(rd_kafka_event_t* event, SparingLog& sparing, const telemetry::Log& log,
                    const telemetry::Field& who);

}  // namespace sluice::connectors
