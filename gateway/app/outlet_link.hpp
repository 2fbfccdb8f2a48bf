#pragma once

#include "gateway/core/loop.hpp"
#include "gateway/core/outlet.hpp"

namespace sluice::app {

/// The way to an outlet on another shard: events go there by post, and outcomes come back by post.
/// Used on the thread of `here`. Everything it refers to outlives it. The link itself outlives the
/// last turn of both loops.
class OutletLink final : public Outlet {
 public:
  OutletLink(Loop& here, Loop& there, Outlet& outlet)
      : here_(here), there_(there), outlet_(outlet) {}

  void publish(ReturnEvent event, Done done) override;
  void withdraw(PublicationId id) override;

 private:
  Loop& here_;
  Loop& there_;
  Outlet& outlet_;
};

}  // namespace sluice::app
