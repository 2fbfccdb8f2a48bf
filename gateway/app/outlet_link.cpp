#include "gateway/app/outlet_link.hpp"

#include <utility>

namespace sluice::app {

void OutletLink::publish(ReturnEvent event, Done done) {
  there_.post([this, event = std::move(event), done = std::move(done)]() mutable {
    outlet_.publish(std::move(event), [this, done = std::move(done)](const ReturnOutcome& outcome) {
      here_.post([done, outcome] { done(outcome); });
    });
  });
}

void OutletLink::withdraw(PublicationId id) {
  there_.post([this, id] { outlet_.withdraw(id); });
}

}  // namespace sluice::app
