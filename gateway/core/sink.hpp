#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string_view>

#include "gateway/core/delivery.hpp"

namespace sluice {

/// Whether the records in flight may be the reason why a sink lost its client.
enum class Blame : std::uint8_t {
  nothing,   ///< no: the network is down, the broker is gone, or it was never reached
  a_record,  ///< one of the suspects may be; after a few such losses each is sent alone
  each_one,  ///< each suspect failed by itself; after a few such losses it is rejected
};

/// The loss of a client with all its records.
struct Loss {
  Blame blame = Blame::nothing;
  /// The lost records that may be the reason; empty: the oldest one. Borrowed.
  std::span<const Ticket> suspects{};
  /// The words of the broker or the library. Borrowed.
  std::string_view text{};
};

/// Receives reports. Implemented once, by the outbox. Called on the shard's thread only, and never
/// from within Sink::submit. Each call may submit the next records before it returns.
class DeliveryListener {
 public:
  /// The broker has these records. Their bytes are given back.
  virtual void on_delivered(std::span<const Ticket> tickets) noexcept = 0;
  void on_delivered(Ticket ticket) noexcept { on_delivered(std::span{&ticket, 1}); }

  /// The broker will never take the record. Its bytes are given back. The text of the rejection is
  /// not used after the call.
  virtual void on_rejected(Ticket ticket, const Rejection& rejection) noexcept = 0;

  /// All records that were submitted and not reported belong to the listener again: the sink has no
  /// view of their bytes, and neither sends nor reports them. The listener will submit them again,
  /// in order. The sink is `full` until on_sink_ready.
  virtual void on_lost(const Loss& loss) noexcept = 0;

  /// The sink may take records again, after `full` and after on_lost. May be called at any time.
  virtual void on_sink_ready() noexcept = 0;

  /// The sink may take records again of a lane that was full.
  virtual void on_lane_ready(Lane lane) noexcept = 0;

 protected:
  ~DeliveryListener() = default;
};

/// The limit of a sink's records in flight; a single record may be larger.
struct Window {
  std::size_t records = std::numeric_limits<std::size_t>::max();
  std::size_t bytes = std::numeric_limits<std::size_t>::max();
};

/// A broker to which the gateway relays.
///
/// One instance serves one shard and is called only on that shard's thread. An implementation whose
/// client library calls back on another thread must post to the shard first. No call blocks or
/// throws.
///
/// The life of a sink: it connects by itself. The listener submits records, at most as many at a
/// time as the window allows, and the sink reports each as delivered or rejected. After the loss of
/// its client, the sink calls on_lost, makes another client, and calls on_sink_ready; it keeps no
/// record and sends none again. At the end either all records are reported, or abandon() is called;
/// then the sink is destroyed.
class Sink {
 public:
  virtual ~Sink() = default;

  /// The limit of records in flight. Constant; the caller must not exceed it.
  [[nodiscard]] virtual Window window() const noexcept = 0;

  /// Offers one record. `accepted`: the sink borrows the bytes until it gives the record back to
  /// the listener. Any other answer: the sink kept nothing. A full lane stays full until
  /// on_lane_ready or on_lost, for each of its records.
  [[nodiscard]] virtual Admission submit(const Record& record, Ticket ticket) noexcept = 0;

  /// Gives up all records: on_lost follows, soon or from within this call, when no byte of them is
  /// in use any more. Until then the sink may still report. The caller submits nothing afterwards.
  virtual void abandon() noexcept = 0;
};

}  // namespace sluice
