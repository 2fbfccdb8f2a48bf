#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "gateway/core/error.hpp"
#include "gateway/core/time.hpp"

namespace sluice {

/// The services of the shard for a connector on it; a connector knows nothing else of its shard.
/// The shard implements it with Asio; a test drives it by hand. Cold paths only: each task may
/// allocate.
class Loop {
 public:
  using Task = std::function<void()>;

  /// Its destructor undoes the call that returned it; on the loop's thread only.
  class Registration {
   public:
    virtual ~Registration() = default;
  };
  using Handle = std::unique_ptr<Registration>;

  /// Runs `task` on the loop's thread, soon, in the order of posting. May be called on any thread.
  virtual void post(Task task) = 0;

  /// Runs `task` once at the end of this turn, after everything that is ready now; not at all if
  /// the handle dies first. For work that gathers while events arrive and is done once for all of
  /// them.
  [[nodiscard]] virtual Handle at_turn_end(Task task) = 0;

  /// Runs `task` each time `descriptor` is readable, until the handle dies. Level-triggered: the
  /// task must read all the data. The caller owns the descriptor, which must outlive the handle.
  [[nodiscard]] virtual Handle watch(int descriptor, Task task) = 0;

  /// Runs `task` once after `delay`, unless the handle dies first.
  [[nodiscard]] virtual Handle after(Duration delay, Task task) = 0;

  /// A connected TCP socket, non-blocking and with TCP_NODELAY; the callee must close it. The error
  /// names the step that failed and each address that was tried.
  using Connected = std::function<void(Result<int>)>;

  /// Looks up `host` and connects to the address that answers first (the addresses race as in RFC
  /// 8305; the last one that served has a head start). Runs `done` once, after this call returns.
  /// If the handle dies first, `done` is not called and the socket is closed. `timeout` covers both
  /// steps.
  [[nodiscard]] virtual Handle connect(std::string host, std::uint16_t port, Duration timeout,
                                       Connected done) = 0;

  /// Rates the address that connect() reached for the host: an address that served comes first from
  /// now on, one that accepted the connection and did not serve comes last.
  virtual void rate_address(const std::string& host, const std::string& address, bool served) = 0;

  /// Stands still within a task: reading the clock for each record would be a good part of the work
  /// for it. On the loop's thread.
  [[nodiscard]] virtual Time now() const noexcept = 0;

 protected:
  ~Loop() = default;
};

}  // namespace sluice
