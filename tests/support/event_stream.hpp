#pragma once

#include <condition_variable>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/driver.hpp"
#include "tests/support/publisher.hpp"
#include "tests/support/soketi.hpp"

namespace sluice::test {

/// Events that keep coming while the test does something else: on each channel the numbers 1, 2, 3
/// and so on, each both the event's name and its data. Published in order by a thread of its own,
/// at most 1,000 a second: a long outage on a busy machine must fit an outbox.
class EventStream {
 public:
  /// Publishes from now on.
  EventStream(const Soketi& server, std::vector<std::string> channels);
  ~EventStream();
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;

  /// Ends it. The last number, the same on every channel: the server has taken each up to it.
  /// Throws what publishing threw.
  int stop();

 private:
  void publish();
  void end();

  const std::vector<std::string> channels_;
  Driver driver_;
  Publisher publisher_;
  int last_ = 0;
  std::exception_ptr failure_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace sluice::test
