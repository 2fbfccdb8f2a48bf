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

/// IP addresses as text, in the order in which they should be tried.
using Addresses = std::vector<std::string>;

/// Asks the system's resolver. Blocks for as long as that takes. From any thread.
[[nodiscard]] Result<Addresses> look_up(const std::string& host);

/// Finds the addresses of names for everything on one loop. The resolver blocks and cannot be
/// interrupted, so each lookup has a thread of its own, which shares nothing with the loop: the
/// answer comes back through a socket, and nobody waits for the thread when the process ends. One
/// lookup at a time is under way for a name, all who ask share it, and its answer is kept for a
/// few seconds. On the loop's thread; dies before the loop does.
class Lookups {
 public:
  using Resolver = std::function<Result<Addresses>(const std::string& host)>;

  /// `resolver` runs on other threads, several at a time.
  explicit Lookups(boost::asio::io_context& loop, Resolver resolver = look_up);
  Lookups(const Lookups&) = delete;
  Lookups& operator=(const Lookups&) = delete;
  ~Lookups();

  /// Never empty. An address as text is its own answer. The error is "timed out" past the
  /// deadline; the lookup itself goes on, for those who ask later.
  boost::asio::awaitable<Result<Addresses>> find(std::string host, Time deadline);

  /// An address that served comes first among those of the host from now on. One that did not comes
  /// last, behind those that failed before it.
  void rate(const std::string& host, const std::string& address, bool served);

 private:
  class Waiter;
  class Thread;
  struct Name {
    std::string preferred;  ///< the address that served last
    Addresses failed;       ///< those that did not serve since they did last, in that order
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
