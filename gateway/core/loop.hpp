#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "gateway/core/time.hpp"

namespace sluice {

/// What a connector may ask of the shard it lives on, and all it needs to know of it. The shard
/// implements it with Asio; a test drives it by hand. Cold paths only: each task may allocate.
class Loop {
 public:
  using Task = std::function<void()>;

  /// Undoes watch() or after() when it is destroyed; on the loop's thread only.
  class Registration {
   public:
    virtual ~Registration() = default;
  };
  using Handle = std::unique_ptr<Registration>;

  /// Runs `task` on the loop's thread, soon, in the order of posting. From any thread.
  virtual void post(Task task) = 0;

  /// Runs `task` each time `descriptor` is readable, until the handle dies. Level-triggered: the
  /// task reads what is there. The descriptor stays the caller's and outlives the handle.
  [[nodiscard]] virtual Handle watch(int descriptor, Task task) = 0;

  /// Runs `task` once after `delay`, unless the handle dies first.
  [[nodiscard]] virtual Handle after(Duration delay, Task task) = 0;

  [[nodiscard]] virtual Time now() const noexcept = 0;

 protected:
  ~Loop() = default;
};

}  // namespace sluice
