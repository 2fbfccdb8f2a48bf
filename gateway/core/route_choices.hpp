#pragma once

#include <cstdint>

// What a configuration may choose for the way forward, and the relay does.
namespace sluice {

/// How an event becomes a record's payload.
enum class Format : std::uint8_t {
  raw,
  json,
  cloudevents,         ///< structured mode: the attributes are part of the payload
  cloudevents_binary,  ///< binary mode: they are headers
};

/// What becomes of data that is a string with JSON in it, in the format `json`.
enum class DataShape : std::uint8_t {
  as_sent,  ///< it stays that string
  parsed,   ///< the JSON stands in the string's place
};

/// Whether one or every matching route takes an event.
enum class RouteMode : std::uint8_t { all, first };

/// What happens to an event that meets a full outbox.
enum class OverflowPolicy : std::uint8_t {
  drop_oldest,  ///< the oldest record not yet submitted makes room; without one, the new one goes
  drop_newest,  ///< the new record is dropped
  block,        ///< the shell is asked to stop reading; what it had already read is still taken
};

}  // namespace sluice
