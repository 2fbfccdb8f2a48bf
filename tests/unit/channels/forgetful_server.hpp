#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>

#include "gateway/core/backoff.hpp"
#include "gateway/core/time.hpp"

namespace sluice::channels {

/// A server's part in a subscription, at its worst: it is slow, rejects in several dialects, does
/// not answer, and goes on being subscribed for a while after an unsubscribe message.
class ForgetfulServer {
 public:
  explicit ForgetfulServer(Random& random) : random_(random) {}

  /// From now on it does what it is asked for, within a second.
  void behave() { worst_ = 1; }
  /// A new socket.
  void forget();
  void on_message(const std::string& text, Time now);

  /// When it next says something; Time::max() when never.
  [[nodiscard]] Time next() const;
  /// That frame, without its `\0` padding.
  [[nodiscard]] std::string say();

  /// Whether it will send events of the channel.
  [[nodiscard]] bool has(const std::string& channel, Time now) const;

 private:
  void answer(std::string text, Time now);
  void on_subscribe(const std::string& channel, Time now);
  void on_unsubscribe(const std::string& channel, Time now);
  [[nodiscard]] int chance(int of) { return static_cast<int>(random_() % unsigned(of)); }

  struct Frame {
    Time at;
    std::string text;
  };

  Random& random_;
  int worst_ = 6;
  std::map<std::string, Time> subscribed_;  ///< until when
  std::deque<Frame> frames_;
};

}  // namespace sluice::channels
