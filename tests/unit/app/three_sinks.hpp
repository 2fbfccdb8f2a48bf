#pragma once

#include <string>

namespace sluice::app {

/// The first six lines of a configuration: a connection, and a sink of each kind of broker.
inline const std::string three_sinks =
    "connections:\n"
    "  market: {cluster: eu, key: abc, auth: {secret: s}, channels: [private-a]}\n"
    "sinks:\n"
    "  log: {type: kafka, brokers: [\"k:9092\"]}\n"
    "  floor: {type: mqtt, url: \"mqtt://m\", version: 5}\n"
    "  old: {type: mqtt, url: \"mqtt://m\", version: 3.1.1}\n";

}  // namespace sluice::app
