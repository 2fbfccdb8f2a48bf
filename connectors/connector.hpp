#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/connector_type.hpp"
#include "connectors/broker_probes.hpp"
#include "connectors/resending.hpp"
#include "gateway/core/dead_letter_topic.hpp"
#include "gateway/core/inbox.hpp"
#include "gateway/core/loop.hpp"
#include "gateway/core/sink.hpp"
#include "gateway/core/source.hpp"
#include "gateway/core/table_reader.hpp"
#include "gateway/telemetry/log.hpp"
#include "gateway/text/template_text.hpp"

namespace sluice::connectors {

/// The surroundings of one shard's instance of a sink. All references outlive the sink.
struct SinkContext {
  std::string name;   ///< the sink's name in the configuration
  std::size_t shard;  ///< distinguishes the instances, for client ids
  Loop& loop;
  DeliveryListener& listener;
  SinkProbe& probe;
  const telemetry::Log& log;

  /// For the status: the text names the host or the topic, and nothing secret.
  void note_error(std::string text) const { probe.last_error = {std::move(text), loop.now()}; }
  void note_up(bool up) const noexcept { probe.set_up(up, loop.now()); }
};

/// The surroundings of a source, which has one instance per process. All references outlive the
/// source.
struct SourceContext {
  std::string name;  ///< the source's name in the configuration
  Loop& loop;
  MessageListener& listener;
  SourceProbe& probe;
  const telemetry::Log& log;
  /// Null: what has arrived and is not settled does not outlive the process.
  std::unique_ptr<Inbox> inbox{};

  /// For the status: the text names the host or the topic, and nothing secret.
  void note_error(std::string text) const { probe.last_error = {std::move(text), loop.now()}; }
  void note_up(bool up) const noexcept { probe.set_up(up, loop.now()); }
};

/// The surroundings of a reader of tables, one a shard. All references outlive it.
struct TableContext {
  std::string name;               ///< the sink's name in the configuration
  std::size_t shard;              ///< distinguishes the instances, for client ids
  std::vector<RowTopics> topics;  ///< where the rows are; not empty
  Loop& loop;
  TableListener& listener;
  SinkProbe& probe;
  const telemetry::Log& log;
};

/// The settings of a sink, and its properties that follow from them.
class SinkSettings : public config::ConnectorSettings {
 public:
  /// Throws std::runtime_error that names the unusable setting (a property that the library
  /// refuses, a missing CA file). Does not wait for the broker.
  [[nodiscard]] virtual std::unique_ptr<Sink> make(SinkContext context) const = 0;
  /// The window of the sink.
  [[nodiscard]] virtual Window limits() const noexcept = 0;
  /// The name under which the broker keeps a table's row.
  [[nodiscard]] virtual StateName state_name() const noexcept { return StateName::key; }
  /// Reads which rows of tables the broker has. Null: such a broker keeps none. Throws as make()
  /// does.
  [[nodiscard]] virtual std::unique_ptr<TableReader> make_table_reader(
      const TableContext& /*context*/) const {
    return nullptr;
  }
  /// Reads a topic of the broker. Null: such a broker keeps no messages that can be read again.
  /// Throws as the calls of TopicReader do.
  [[nodiscard]] virtual std::unique_ptr<TopicReader> make_topic_reader(
      const ReadingPlace& /*place*/) const {
    return nullptr;
  }
  /// Writes records without an outbox. Null: such a sink cannot. Throws as make() does.
  [[nodiscard]] virtual std::unique_ptr<RecordWriter> make_record_writer() const { return nullptr; }
  /// The prefix of CloudEvents attributes in header names. Empty: records have no headers.
  [[nodiscard]] virtual std::optional<std::string_view> attribute_prefix() const noexcept {
    return std::nullopt;
  }
  /// How its records carry the facts of a dead letter.
  [[nodiscard]] virtual LetterForm letter_form() const noexcept { return LetterForm::headers; }
  /// Whether `/` in a topic begins a level, so that a value in it must be encoded.
  [[nodiscard]] virtual bool has_topic_levels() const noexcept { return false; }
  /// The reason why the broker takes no topic with this literal text, as the end of a sentence
  /// about the topic; empty when it may take one. The text is not empty.
  [[nodiscard]] virtual std::string_view why_no_topic(
      const text::LiteralText& /*topic*/) const noexcept {
    return {};
  }
  /// The same for the literal text of a header's name or value.
  [[nodiscard]] virtual std::string_view why_no_header(std::string_view /*text*/) const noexcept {
    return {};
  }
};

/// The settings of a source, and its properties that follow from them.
class SourceSettings : public config::ConnectorSettings {
 public:
  /// Throws std::runtime_error that names the unusable setting. Does not wait for the broker.
  [[nodiscard]] virtual std::unique_ptr<Source> make(SourceContext context) const = 0;
  /// Whether the source may read the records that the sink writes to topics of this pattern (`*` is
  /// any text, `+` any text of one level), as far as the two settings show. False for another kind
  /// of broker.
  [[nodiscard]] virtual bool may_read(const SinkSettings& sink,
                                      std::string_view topic_glob) const = 0;
  /// Whether a record of the sink comes back with its headers, so that our own records can be
  /// recognised. Called only for a sink whose records it may read.
  [[nodiscard]] virtual bool keeps_headers(const SinkSettings& sink) const = 0;
  /// Whether the broker delivers messages again that were unsettled when the process ended.
  [[nodiscard]] virtual bool redelivers() const noexcept = 0;
  /// Whether an inbox would make up for that.
  [[nodiscard]] virtual bool wants_inbox() const noexcept { return false; }
};

/// One kind of broker: the way in which its settings are read. The settings of `sink` derive from
/// SinkSettings, those of `source` from SourceSettings. connectors/CMakeLists.txt lists every
/// connector; stdout is the smallest.
struct Connector {
  config::ConnectorType sink;
  std::optional<config::ConnectorType> source;  ///< absent: no way back
};

}  // namespace sluice::connectors
