#pragma once

#include <cstdint>
#include <string>

#include "connectors/connector.hpp"
#include "connectors/mqtt/mqtt_access.hpp"
#include "connectors/mqtt/mqtt_reasons.hpp"
#include "connectors/mqtt/mqtt_text.hpp"
#include "connectors/mqtt/mqtt_topics.hpp"

namespace sluice::connectors {

struct MqttSinkSettings final : SinkSettings, MqttAccess {
  std::string client_id;
  std::int64_t qos = 1;
  bool retain = false;
  std::int64_t window = 1000;
  ErrorChoice<MqttReason> errors;

  [[nodiscard]] std::unique_ptr<Sink> make(SinkContext context) const override;
  [[nodiscard]] Window limits() const noexcept override {
    return {.records = static_cast<std::size_t>(window)};
  }
  [[nodiscard]] StateName state_name() const noexcept override { return StateName::topic; }
  [[nodiscard]] std::unique_ptr<TableReader> make_table_reader(
      const TableContext& context) const override;
  [[nodiscard]] std::optional<std::string_view> attribute_prefix() const noexcept override;
  [[nodiscard]] LetterForm letter_form() const noexcept override {
    return version == MqttVersion::v5 ? LetterForm::plain_headers : LetterForm::envelope;
  }
  [[nodiscard]] bool has_topic_levels() const noexcept override { return true; }
  [[nodiscard]] std::string_view why_no_topic(
      const text::LiteralText& topic) const noexcept override {
    return why_no_mqtt_topic(topic.text);
  }
  [[nodiscard]] std::string_view why_no_header(std::string_view text) const noexcept override {
    return version == MqttVersion::v5 ? why_no_mqtt_text(text) : std::string_view{};
  }
};

template <class Visitor>
void fields(Visitor& visit, MqttSinkSettings& settings) {
  using config::Range;
  fields(visit, static_cast<MqttAccess&>(settings));
  visit("client_id", settings.client_id,
        "Client id; shards after the first append -1, -2, …. Default: sluice-SINK-SHARD-RANDOM.");
  visit("qos", settings.qos, "Quality of service: 0 at most once, 1 at least once.", Range{0, 1});
  visit("retain", settings.retain, "Ask the broker to keep the last message of each topic.");
  visit("window", settings.window,
        "Messages sent and not yet acknowledged at most; more wait in the outbox.",
        Range{1, 60'000});
  fields(visit, settings.errors);
}

/// Checks what no single field can say.
void check(config::Section& section, const MqttSinkSettings& settings);

}  // namespace sluice::connectors
