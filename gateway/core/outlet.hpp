#pragma once

#include <functional>

#include "gateway/core/return_event.hpp"

namespace sluice {

/// Takes events for one connection and publishes them there. Cold path: some thousands a second at
/// most, so that each may allocate.
class Outlet {
 public:
  using Done = std::function<void(const ReturnOutcome&)>;

  /// On the thread of the shard that calls. `done` is called once, there, and never from within
  /// publish(); not at all when the process ends before. Events of one channel are published in
  /// the order of these calls.
  virtual void publish(ReturnEvent event, Done done) = 0;

  /// Somebody else publishes the event with this id. It is not written any more: not for the first
  /// time, and not again. `done` is called as for any event, with ReturnLoss::withdrawn where the
  /// event was not published before. Unknown ids are ignored.
  virtual void withdraw(PublicationId id) = 0;

 protected:
  ~Outlet() = default;
};

}  // namespace sluice
