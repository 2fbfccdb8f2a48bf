#pragma once

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

/// The settings of a sink, and what follows from them.
class SinkSettings : public config::ConnectorSettings {
 public:
  /// Throws std::runtime_error naming what it cannot use (a property the library refuses, a CA file
  /// that is not there). Does not wait for the broker.
  [[nodiscard]] virtual std::unique_ptr<Sink> make(SinkContext context) const = 0;
  /// What the sink's window will be.
  [[nodiscard]] virtual Window limits() const noexcept = 0;
  /// What names the state that the broker keeps of a table's row.
  [[nodiscard]] virtual StateName state_name() const noexcept { return StateName::key; }
  /// What attributes of CloudEvents have before their names as headers. Nothing: records have no
  /// headers.
  [[nodiscard]] virtual std::optional<std::string_view> attribute_prefix() const noexcept {
    return std::nullopt;
  }
  /// Whether `/` in a topic begins a level, so that a value in it must be kept from making one.
  [[nodiscard]] virtual bool has_topic_levels() const noexcept { return false; }
};

/// The settings of a source, and what follows from them.
class SourceSettings : public config::ConnectorSettings {
 public:
  /// Throws std::runtime_error naming what it cannot use. Does not wait for the broker.
  [[nodiscard]] virtual std::unique_ptr<Source> make(SourceContext context) const = 0;
  /// Whether the source may read what the sink writes to topics of this pattern (`*` is any text,
  /// `+` any text of one level), as far as the two settings show. One of another kind of broker
  /// never does.
  [[nodiscard]] virtual bool may_read(const SinkSettings& sink,
                                      std::string_view topic_glob) const = 0;
  /// Whether the headers of a record that the sink wrote come back with it, so that our own can be
  /// recognised. Asked of a sink whose records it may read.
  [[nodiscard]] virtual bool keeps_headers(const SinkSettings& sink) const = 0;
  /// Whether the broker gives again what was not settled when the process ended.
  [[nodiscard]] virtual bool redelivers() const noexcept = 0;
};

/// One kind of broker: how its settings are read. Those of `sink` are a SinkSettings, those of
/// `source` a SourceSettings. connectors/CMakeLists.txt lists every connector; stdout is the
/// smallest.
struct Connector {
  config::ConnectorType sink;
  std::optional<config::ConnectorType> source;  ///< where there is a way back
};

}  // namespace sluice::connectors
