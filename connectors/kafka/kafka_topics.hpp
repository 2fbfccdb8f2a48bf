#pragma once

#include <string>
#include <string_view>

// What a source's `topics` may hold: names, and regular expressions that begin with `^`.
namespace sluice::connectors {

/// What brokers accept as a name.
[[nodiscard]] bool is_topic_name(std::string_view name) noexcept;

/// What is wrong with a topic to subscribe to; empty when it is good.
[[nodiscard]] std::string subscription_fault(const std::string& topic);

/// Whether a topic of the pattern `glob` (`*` is any text) may be one that `topic` subscribes to.
/// Of a regular expression only its fixed beginning can say no.
[[nodiscard]] bool may_subscribe(std::string_view topic, std::string_view glob);

}  // namespace sluice::connectors
