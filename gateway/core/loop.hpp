#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "gateway/core/error.hpp"
#include "gateway/core/time.hpp"

namespace sluice {

/// What a connector may ask of the shard it lives on, and all it needs to know of it. The shard
/// implements it with Asio; a test drives it by hand. Cold paths only: each task may allocate.
class Loop {
 public:
  using Task = std::function<void()>;

  /// Undoes what returned it when it is destroyed; on the loop's thread only.
  class Registration {
   public:
    virtual ~Registration() = default;
  };
  using Handle = std::unique_ptr<Registration>;

  /// Runs `task` on the loop's thread, soon, in the order of posting. From any thread.
  virtual void post(Task task) = 0;

  /// Runs `task` once at the end of this turn: when everything that is ready now has run. For work
  /// that gathers while events arrive and is done once for all; unless the handle dies first.
  [[nodiscard]] virtual Handle at_turn_end(Task task) = 0;

  /// Runs `task` each time `descriptor` is readable, until the handle dies. Level-triggered: the
  /// task reads what is there. The descriptor stays the caller's and outlives the handle.
  [[nodiscard]] virtual Handle watch(int descriptor, Task task) = 0;

  /// Runs `task` once after `delay`, unless the handle dies first.
  [[nodiscard]] virtual Handle after(Duration delay, Task task) = 0;

  /// A connected TCP socket, non-blocking and with TCP_NODELAY; it is the callee's to close. The
  /// error names the step that failed and each address that was tried.
  using Connected = std::function<void(Result<int>)>;

  /// Looks up `host` and connects to the address that answers first (they race as in RFC 8305; the
  /// one that worked last has a head start). Runs `done` once, later, unless the handle dies first:
  /// then a socket that comes about is closed. `timeout` is for both steps.
  [[nodiscard]] virtual Handle connect(std::string host, std::uint16_t port, Duration timeout,
                                       Connected done) = 0;

  [[nodiscard]] virtual Time now() const noexcept = 0;

 protected:
  ~Loop() = default;
};

}  // namespace sluice
