#pragma once

#include <cstdint>

// The choices of a configuration for the way forward, which the relay carries out.
namespace sluice {

/// The way in which an event becomes a record's payload.
enum class Format : std::uint8_t {
  raw,
  json,
  cloudevents,         ///< structured mode: the attributes are part of the payload
  cloudevents_binary,  ///< binary mode: the attributes are headers
};

/// The treatment of data that is a string with JSON in it, in the format `json`.
enum class DataShape : std::uint8_t {
  as_sent,  ///< the data stays a string
  parsed,   ///< the JSON replaces the string
};

/// Whether one or every matching route takes an event.
enum class RouteMode : std::uint8_t { all, first };

/// The treatment of an event that meets a full outbox.
enum class OverflowPolicy : std::uint8_t {
  drop_oldest,  ///< the oldest record not yet submitted makes room; without one, the new record is
                ///< dropped
  drop_newest,  ///< the new record is dropped
  block,        ///< the shell must stop reading; frames that it has read are still taken
};

}  // namespace sluice
