#pragma once

#include <functional>

#include "gateway/core/delivery.hpp"
#include "gateway/relay/drop_reason.hpp"

// Who is given what an outbox cannot deliver.
namespace sluice::relay {

/// Receives the records that an outbox gives up while the gateway runs. Must not call the outbox.
class LossObserver {
 public:
  virtual void on_dropped(DropReason reason) noexcept = 0;
  /// `attempts`: the number of times that the sink had the record.
  virtual void on_rejected(const Record& record, const Rejection& rejection,
                           unsigned attempts) noexcept = 0;

 protected:
  ~LossObserver() = default;
};

/// Sends dead letters of rejected records. Lives on the outbox's thread and outlives it.
class DeadLetters {
 public:
  /// Called once: true when the letter is as safe as the record was, false when it was dropped.
  using Safe = std::function<void(bool)>;

  /// Whether there is a topic for records with this mark.
  [[nodiscard]] virtual bool has_topic(DeadLetterMark mark) const noexcept = 0;
  /// Offers the letter to an outbox, possibly the caller. The record is not used after `safe` was
  /// called, nor after this call returns.
  virtual void send(const Record& record, const Rejection& rejection, Safe safe) = 0;

 protected:
  ~DeadLetters() = default;
};

}  // namespace sluice::relay
