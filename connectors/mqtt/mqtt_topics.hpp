#pragma once

#include <string_view>

namespace sluice::connectors {

/// Why the text cannot be the topic of a message (MQTT 3.1.1 and 5, sections 1.5 and 4.7), after
/// the word "topic"; empty when it can. Publishing one that breaks the rules makes brokers close
/// the connection.
[[nodiscard]] std::string_view why_no_mqtt_topic(std::string_view topic) noexcept;

/// Why the text cannot be subscribed to; empty when it can.
[[nodiscard]] std::string_view why_no_mqtt_filter(std::string_view filter) noexcept;

/// What is shared: the filter without `$share/GROUP/`.
[[nodiscard]] std::string_view filter_within_share(std::string_view filter) noexcept;

/// Whether messages of the topic come by a subscription to the filter.
[[nodiscard]] bool filter_matches(std::string_view filter, std::string_view topic) noexcept;

/// Whether some topic that fits the glob comes by a subscription to the filter. `*` is any text,
/// `+` any text of one level.
[[nodiscard]] bool filter_may_match(std::string_view filter, std::string_view glob) noexcept;

}  // namespace sluice::connectors
