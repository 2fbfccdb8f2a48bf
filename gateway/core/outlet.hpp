#pragma once

#include <functional>

#include "gateway/core/return_event.hpp"

namespace sluice {

/// Takes events for one connection and publishes them there. A cold path, with at most some
/// thousand events a second, so each event may allocate.
class Outlet {
 public:
  using Done = std::function<void(const ReturnOutcome&)>;

  /// Must be called on the calling shard's thread. `done` is called once on that thread, never from
  /// within publish(), and not at all when the process ends first. Events of one channel are
  /// published in the order of the calls.
  virtual void publish(ReturnEvent event, Done done) = 0;

  /// Another consumer publishes the event with this id. The outlet does not send it any more, not
  /// even again. `done` is called as for any event, with ReturnLoss::withdrawn if the event was not
  /// published before. Unknown ids are ignored.
  virtual void withdraw(PublicationId id) = 0;

 protected:
  ~Outlet() = default;
};

}  // namespace sluice
