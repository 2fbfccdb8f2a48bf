#pragma once

#include <array>
#include <string_view>

#include "gateway/core/delivery.hpp"

// The headers in which a dead letter of a route has its facts (docs/payloads.md).
namespace sluice::relay {

inline constexpr std::string_view reason_header = "sluice-reason";
inline constexpr std::string_view detail_header = "sluice-detail";
inline constexpr std::string_view sink_header = "sluice-sink";
inline constexpr std::string_view topic_header = "sluice-topic";
inline constexpr std::string_view time_header = "sluice-time";
inline constexpr std::string_view truncated_header = "sluice-truncated";

/// All of them, and the mark that a letter has as a record of ours.
inline constexpr std::array letter_headers{reason_header, detail_header, sink_header,
                                           topic_header,  time_header,   truncated_header,
                                           origin_header};

}  // namespace sluice::relay
