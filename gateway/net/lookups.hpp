#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gateway/core/error.hpp"
#include "gateway/core/time.hpp"
#include "gateway/net/tether.hpp"

namespace sluice::net {

/// IP addresses as text, in the order of preference.
using Addresses = std::vector<std::string>;

/// Asks the system's resolver, and blocks until it answers. May be called on any thread.
[[nodiscard]] Result<Addresses> look_up(const std::string& host);

/// Finds the addresses of names for all users of one loop. The resolver blocks and cannot be
/// interrupted, so each lookup has its own thread, which shares nothing with the loop: the answer
/// comes back through a socket, and the end of the process does not wait for the thread. A name has
/// at most one lookup under way, which all its askers share, and its answer is kept for a few
/// seconds. On the loop's thread; must be destroyed before the loop.
class Lookups {
 public:
  using Resolver = std::function<Result<Addresses>(const std::string& host)>;

  /// `resolver` runs on other threads, several at a time.
  explicit Lookups(boost::asio::io_context& loop, Resolver resolver = look_up);
  Lookups(const Lookups&) = delete;
  Lookups& operator=(const Lookups&) = delete;
  ~Lookups();

  /// Never empty. An address as text is its own answer. After the deadline the error is "timed
  /// out"; the lookup itself continues for later askers.
  boost::asio::awaitable<Result<Addresses>> find(std::string host, Time deadline);

  /// An address that served becomes the first of its host. An address that failed becomes the last,
  /// behind those that failed before.
  void rate(const std::string& host, const std::string& address, bool served);

 private:
  class Waiter;
  class Thread;
  struct Name {
    std::string preferred;  ///< the last address that served
    Addresses failed;       ///< failed since they last served, in that order
    bool asked = false;     ///< a lookup is queued or under way
    Time good_until = Time::min();
    Result<Addresses> answer = Error{"given up"};
    Tethers waiting;
  };

  [[nodiscard]] static Addresses ordered(const Name& name);
  void start_queued();
  static boost::asio::awaitable<void> run(std::unique_ptr<Thread> thread, std::string host);
  void on_answer(const std::string& host, Result<Addresses> answer);

  boost::asio::io_context& loop_;
  Resolver resolver_;
  std::map<std::string, Name> names_;
  std::deque<std::string> queued_;  ///< names that wait for a thread
  Tethers running_;
};

}  // namespace sluice::net
