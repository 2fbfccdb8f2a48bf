#pragma once

#include "gateway/core/delivery.hpp"

namespace sluice {

/// Receives outcomes. Implemented once, by the outbox. Called on the shard's thread only, and never
/// from within Sink::submit.
class DeliveryListener {
 public:
  virtual void on_outcome(Ticket ticket, Outcome outcome) noexcept = 0;

  /// Room again after `full`; also said once when the sink can first take records.
  virtual void on_sink_ready() noexcept = 0;

 protected:
  ~DeliveryListener() = default;
};

/// A broker the gateway relays to.
///
/// One instance serves one shard and is called only on that shard's thread; an implementation whose
/// client library calls back elsewhere posts to the shard first. `submit` neither blocks nor
/// throws.
class Sink {
 public:
  virtual ~Sink() = default;

  /// Offers one record. `accepted`: the bytes are borrowed until the one on_outcome(ticket) that
  /// will follow. Anything else: nothing was kept.
  [[nodiscard]] virtual Admission submit(const Record& record, Ticket ticket) noexcept = 0;

  /// Admits nothing more. What was accepted still gets its outcome.
  virtual void close() noexcept = 0;

  /// Gives up on what is still waiting: each gets `unavailable`, soon.
  virtual void abandon() noexcept = 0;
};

}  // namespace sluice
