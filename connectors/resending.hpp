#pragma once

#include <optional>
#include <string>

#include "gateway/core/delivery.hpp"
#include "gateway/core/message.hpp"

// What `sluice resend` needs of a broker. Every call may wait for the broker, and throws
// std::runtime_error, which names the topic or the broker, when it waits in vain.
namespace sluice::connectors {

/// Where a group of readers stopped is where it goes on.
struct ReadingPlace {
  std::string topic;
  std::string group;
};

/// Reads a topic from where its group stopped to the end that the topic had at the beginning.
class TopicReader {
 public:
  virtual ~TopicReader() = default;

  /// The next message; nothing at the end. Valid until the next call. It has a position.
  [[nodiscard]] virtual std::optional<Message> next() = 0;
  /// The group goes on behind the last message, in its partition.
  virtual void commit() = 0;
};

/// Writes records one by one.
class RecordWriter {
 public:
  virtual ~RecordWriter() = default;

  /// Returns when the broker has the record; otherwise with the reason why it does not take it. The
  /// reason's text is never freed.
  [[nodiscard]] virtual std::optional<Rejection> write(const Record& record) = 0;
};

}  // namespace sluice::connectors
