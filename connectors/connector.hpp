#pragma once

#include <any>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "config/connector_type.hpp"
#include "gateway/core/loop.hpp"
#include "gateway/core/sink.hpp"
#include "gateway/core/source.hpp"
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

/// What a source lives on; the process has one instance of each. All references outlive the source.
struct SourceContext {
  std::string name;  ///< the source's name in the configuration
  Loop& loop;
  MessageListener& listener;
  telemetry::SourceProbe& probe;
  const telemetry::Log& log;
};

/// The way back from one kind of broker.
struct SourceConnector {
  config::ConnectorType type;
  /// `settings` is what `type.read` returned. Throws std::runtime_error naming what it cannot use.
  /// Does not wait for the broker.
  std::unique_ptr<Source> (*make)(const std::any& settings, SourceContext context);
  /// Whether the source may read what a sink of the same connector writes to topics of this
  /// pattern (`*` is any text, `+` any text of one level), as far as the two settings tell.
  bool (*may_read)(const std::any& source, const std::any& sink, std::string_view topic_glob);
  /// Whether the broker gives again what was not settled when the process ended.
  bool redelivers = false;
  /// Whether a record's headers come back with it, so that our own can be told. Null: they do.
  bool (*keeps_headers)(const std::any& source, const std::any& sink) = nullptr;
};

/// One kind of broker: how its settings are read, and how a sink is made of them.
struct Connector {
  config::ConnectorType type;
  /// `settings` is what `type.read` returned. Throws std::runtime_error naming what it cannot use
  /// (a property the library refuses, a CA file that is not there). Does not wait for the broker.
  std::unique_ptr<Sink> (*make_sink)(const std::any& settings, SinkContext context);
  std::optional<SourceConnector> source;  ///< where there is a way back
  StateName state_name = StateName::key;
  /// What attributes of CloudEvents have before their names as headers. Nothing: with these
  /// settings, records have no headers. Null: they never do.
  std::optional<std::string_view> (*attribute_prefix)(const std::any& settings) = nullptr;
  /// What the sink's window will be.
  Window (*window)(const std::any& settings) = nullptr;
  /// Whether `/` in a topic begins a level, so that a value in it must be kept from making one.
  bool has_topic_levels = false;
};

}  // namespace sluice::connectors
