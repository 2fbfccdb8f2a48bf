#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/core/delivery.hpp"
#include "gateway/core/event.hpp"
#include "gateway/relay/router.hpp"

namespace sluice::relay {

/// A condition of a route.
enum class Condition : std::uint8_t {
  connection,
  channel,           ///< one of the patterns has to match
  excluded_channel,  ///< none of these may
  kind,
  event,
};

/// What becomes of an event at one route.
enum class Verdict : std::uint8_t {
  relayed,
  unmatched,
  behind_first,   ///< it matches, but the mode is `first` and an earlier route took the event
  left_out,       ///< it takes the event, and makes nothing of what is about our own member
  unformattable,  ///< it takes the event, and there is no such record: it is dropped
};

/// A record with its own bytes.
struct MadeRecord {
  std::string topic;
  std::string key;
  std::string payload;
  std::vector<std::pair<std::string, std::string>> headers;
  RecordFacts facts;
};

struct RouteVerdict {
  Verdict verdict{};
  std::vector<Condition> unmet{};      ///< of `unmatched`: all that are not met, at least one
  std::optional<MadeRecord> record{};  ///< of `relayed`
};

/// What becomes of the event at each route of the router, in order: what a relay does with it, by
/// the same selection and rendering. For people; it allocates.
[[nodiscard]] std::vector<RouteVerdict> explain(const Router& router, const Event& event);

}  // namespace sluice::relay
