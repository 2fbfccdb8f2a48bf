#pragma once

#include <string>
#include <string_view>

#include "gateway/text/template_text.hpp"

// The names of topics. An item of a source's `topics` is one, or a regular expression that begins
// with `^`.
namespace sluice::connectors {

/// Whether brokers accept the name.
[[nodiscard]] bool is_topic_name(std::string_view name) noexcept;

/// The reason why brokers accept no name with this literal text, as the end of a sentence; empty
/// when they may accept one.
[[nodiscard]] std::string_view why_no_topic_name(const text::LiteralText& name) noexcept;

/// The mistake in a topic to subscribe to; empty when it is good.
[[nodiscard]] std::string subscription_fault(const std::string& topic);

/// Whether `topic` may subscribe to a topic of the pattern `glob` (`*` is any text). For a regular
/// expression only its fixed beginning can prove that it does not.
[[nodiscard]] bool may_subscribe(std::string_view topic, std::string_view glob);

}  // namespace sluice::connectors
