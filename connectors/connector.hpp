#pragma once

#include <any>
#include <memory>
#include <string>

#include "config/sink_type.hpp"
#include "gateway/core/loop.hpp"
#include "gateway/core/sink.hpp"
#include "gateway/telemetry/log.hpp"
#include "gateway/telemetry/probes.hpp"

namespace sluice::connectors {

/// What one shard's instance of a sink lives on. All references outlive the sink.
struct SinkContext {
  std::string name;   ///< the sink's name in the configuration
  std::size_t shard;  ///< distinguishes the instances, for client ids
  Loop& loop;
  DeliveryListener& listener;
  telemetry::SinkProbe& probe;
  const telemetry::Log& log;
};

/// One kind of broker: how its settings are read, and how a sink is made of them.
struct Connector {
  config::SinkType type;
  /// `settings` is what `type.read` returned. Throws std::runtime_error naming what it cannot use
  /// (a property the library refuses, a CA file that is not there). Does not wait for the broker.
  std::unique_ptr<Sink> (*make)(const std::any& settings, SinkContext context);
};

}  // namespace sluice::connectors
