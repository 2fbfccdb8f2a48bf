#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string_view>

#include "gateway/core/delivery.hpp"

namespace sluice {

/// Whether the records that a sink had may be the reason why it lost its client.
enum class Blame : std::uint8_t {
  nothing,   ///< they are not: the network is down, the broker is gone, or it was never reached
  a_record,  ///< one of the suspects may be; a few such losses, and each is sent alone
  each_one,  ///< each of the suspects failed by itself; a few such losses, and it is rejected
};

/// The loss of a client with all that it had.
struct Loss {
  Blame blame = Blame::nothing;
  /// Those of the lost records that may be the reason; none: the oldest of them. Borrowed.
  std::span<const Ticket> suspects{};
  /// What the broker or the library says. Borrowed.
  std::string_view text{};
};

/// Receives reports. Implemented once, by the outbox. Called on the shard's thread only, and never
/// from within Sink::submit. Each call may submit the next records before it returns.
class DeliveryListener {
 public:
  /// The broker has the record. Its bytes are given back.
  virtual void on_delivered(Ticket ticket) noexcept = 0;

  /// The broker will never take the record. Its bytes are given back. The text of the rejection is
  /// not used once this returns.
  virtual void on_rejected(Ticket ticket, const Rejection& rejection) noexcept = 0;

  /// All that was submitted and not reported is the listener's again: the sink has no view of the
  /// bytes any more, and sends and reports nothing of it. It will be submitted again, in order. The
  /// sink is `full` until on_sink_ready.
  virtual void on_lost(const Loss& loss) noexcept = 0;

  /// The sink may take records again, after `full` and after on_lost. May be called at any time.
  virtual void on_sink_ready() noexcept = 0;

  /// The sink may take records of a lane again that it called full.
  virtual void on_lane_ready(Lane lane) noexcept = 0;

 protected:
  ~DeliveryListener() = default;
};

/// How much a sink may have at a time; one record may be larger than that.
struct Window {
  std::size_t records = std::numeric_limits<std::size_t>::max();
  std::size_t bytes = std::numeric_limits<std::size_t>::max();
};

/// A broker the gateway relays to.
///
/// One instance serves one shard and is called only on that shard's thread; an implementation whose
/// client library calls back elsewhere posts to the shard first. No call blocks or throws.
///
/// A sink's life: it connects by itself. Records are submitted, at most as many at a time as its
/// window has, and each is reported as delivered or rejected. When its client is lost, the sink
/// calls on_lost, makes another client, and calls on_sink_ready: it keeps no record and sends none
/// again. In the end either all is reported, or abandon() is called; then the sink is destroyed.
class Sink {
 public:
  virtual ~Sink() = default;

  /// The most that may be in flight at a time. Constant; the caller must not exceed it.
  [[nodiscard]] virtual Window window() const noexcept = 0;

  /// Offers one record. `accepted`: the bytes are borrowed until the listener is given the record
  /// back. Anything else: nothing was kept. A lane that was called full stays so until
  /// on_lane_ready or on_lost, whichever of its records is offered.
  [[nodiscard]] virtual Admission submit(const Record& record, Ticket ticket) noexcept = 0;

  /// Lets go of all records: on_lost follows, soon or from within this call, once no byte of them
  /// is used any more. Until then the sink may still report. Nothing is submitted afterwards.
  virtual void abandon() noexcept = 0;
};

}  // namespace sluice
