#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "gateway/channels/wire/action.hpp"
#include "gateway/core/loop.hpp"
#include "gateway/core/outlet.hpp"

namespace sluice::net {

/// The `done` of each event whose outcome is not known yet.
class Publications {
 public:
  /// Returns the ticket for the event's Settled.
  Ticket begin(PublicationId id, Outlet::Done done) {
    const Ticket ticket{begun_++};
    waiting_.emplace(ticket.sequence, Waiting{id, std::move(done)});
    by_id_.insert_or_assign(id, ticket);
    return ticket;
  }
  /// The ticket of the event with this id, while the event is not settled.
  [[nodiscard]] std::optional<Ticket> find(PublicationId id) const {
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return std::nullopt;
    return found->second;
  }
  /// Calls `done` from a later turn of the loop, so that it may publish again.
  void end(const channels::Settled& settle, Loop& loop) {
    auto waiting = waiting_.extract(settle.ticket.sequence);
    by_id_.erase(waiting.mapped().id);
    loop.post(
        [done = std::move(waiting.mapped().done), outcome = settle.outcome] { done(outcome); });
  }

 private:
  struct Waiting {
    PublicationId id;
    Outlet::Done done;
  };

  std::unordered_map<std::uint64_t, Waiting> waiting_;  ///< by the ticket's sequence
  std::map<PublicationId, Ticket> by_id_;
  std::uint64_t begun_ = 0;
};

}  // namespace sluice::net
