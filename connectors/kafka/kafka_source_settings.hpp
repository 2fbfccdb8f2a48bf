#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "config/fields.hpp"
#include "config/scalar_types.hpp"
#include "connectors/connector.hpp"
#include "connectors/kafka/kafka_access.hpp"

namespace sluice::config {
class Section;
}

namespace sluice::connectors {

/// The start of a group in a partition without a committed offset.
enum class KafkaStart : std::uint8_t { latest, earliest };
constexpr auto enum_names(const KafkaStart*) {
  return std::to_array<config::EnumName<KafkaStart>>(
      {{"latest", KafkaStart::latest}, {"earliest", KafkaStart::earliest}});
}

struct KafkaSourceSettings final : SourceSettings, KafkaAccess {
  std::string group;
  std::vector<std::string> topics;
  KafkaStart start = KafkaStart::latest;
  /// Secrets, because some of librdkafka's properties are (`sasl.password`, `ssl.key.password`).
  std::map<std::string, config::Secret> properties;

  [[nodiscard]] std::unique_ptr<Source> make(SourceContext context) const override;
  [[nodiscard]] bool may_read(const SinkSettings& sink, std::string_view topic_glob) const override;
  [[nodiscard]] bool keeps_headers(const SinkSettings&) const override { return true; }
  [[nodiscard]] bool redelivers() const noexcept override { return true; }
};

template <class Visitor>
void fields(Visitor& visit, KafkaSourceSettings& settings) {
  using config::Required;
  fields(visit, static_cast<KafkaAccess&>(settings));
  visit("group", settings.group,
        "Consumer group. The gateways of one group share the partitions; the group remembers what "
        "has been dealt with.",
        Required{}, config::Example{"sluice"});
  visit("topics", settings.topics,
        "Topics to read: names, or regular expressions that begin with `^` and also take topics "
        "created later.",
        Required{}, config::OneOrMany{}, config::Example{R"([commands, "^cmd\\..*"])"});
  visit("start", settings.start,
        "Where the group begins in a partition of which it has dealt with nothing yet: at its end, "
        "so that a new group sends no old messages, or at its beginning, so that it misses none.");
  visit("properties", settings.properties,
        "Any librdkafka consumer property; overrides what the other fields set.",
        config::Example{"{isolation.level: read_uncommitted}"});
}

/// Checks each topic and each of librdkafka's properties at its line, for `sluice check`.
void check(config::Section& section, const KafkaSourceSettings& settings);

}  // namespace sluice::connectors
