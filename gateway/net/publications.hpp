#pragma once

#include <cstdint>
#include <unordered_map>
#include <utility>

#include "gateway/channels/wire/action.hpp"
#include "gateway/core/loop.hpp"
#include "gateway/core/outlet.hpp"

namespace sluice::net {

/// Who is to be told what became of which event.
class Publications {
 public:
  /// The ticket that the event's Settled will have.
  Ticket begin(Outlet::Done done) {
    const Ticket ticket{begun_++};
    waiting_.emplace(ticket.sequence, std::move(done));
    return ticket;
  }
  /// Tells it from a later turn of the loop, so that who is told may publish again.
  void end(const channels::Settled& settle, Loop& loop) {
    auto waiting = waiting_.extract(settle.ticket.sequence);
    loop.post([done = std::move(waiting.mapped()), outcome = settle.outcome] { done(outcome); });
  }

 private:
  std::unordered_map<std::uint64_t, Outlet::Done> waiting_;  ///< by the ticket's sequence
  std::uint64_t begun_ = 0;
};

}  // namespace sluice::net
