#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>

#include "connectors/resending.hpp"

// Dead letters of routes, sent again as the records that they were.
namespace sluice::app {

/// What is to be done, and with whose help.
struct Resending {
  /// The writer for the records of a sink; null where the configuration has no such sink, or one
  /// that cannot do it.
  std::function<connectors::RecordWriter*(std::string_view sink)> writer_of;
  /// The mark of the records that this sink and topic had from us; empty where they had none.
  std::function<std::string(std::string_view sink, std::string_view topic)> origin_of;
  /// Told of each letter that is not sent: one line.
  std::function<void(const std::string& line)> say;
  std::uint64_t limit = std::numeric_limits<std::uint64_t>::max();  ///< of messages to read
  bool skip_rejected = false;  ///< goes on behind a letter that is rejected again
  bool dry_run = false;        ///< writes nothing, and leaves the group where it is
};

/// What became of the messages that were read.
struct Resent {
  std::uint64_t sent = 0;
  std::uint64_t rejected = 0;      ///< their broker still does not take them
  std::uint64_t truncated = 0;     ///< part of the payload is gone
  std::uint64_t without_sink = 0;  ///< their sink cannot be written to from here
  std::uint64_t no_letters = 0;
  bool stopped = false;  ///< at a letter that was rejected again; the group goes on with it
};

/// Sends the letters of a topic one by one, in the order of their partitions, and commits each
/// message when it is done with it. Throws std::runtime_error as reader and writers do.
[[nodiscard]] Resent resend(connectors::TopicReader& reader, const Resending& how);

/// The counts in one line.
[[nodiscard]] std::string to_text(const Resent& resent, bool dry_run);

}  // namespace sluice::app
