#pragma once

#include <array>

#include "connectors/broker_probes.hpp"
#include "gateway/core/loop.hpp"
#include "gateway/relay/outbox.hpp"
#include "gateway/telemetry/log.hpp"
#include "gateway/telemetry/sparing_log.hpp"

namespace sluice::app {

/// Writes to the log what an outbox gives up, sparingly: a drop at once, as an error, and then how
/// many there were in each ten seconds, a line a reason; of rejections one a second for each reason
/// that the broker gives, and each one at level debug. The last rejection is also the sink's last
/// error. The shard's thread only.
class LossLog final : public relay::LossObserver {
 public:
  /// All outlive it.
  LossLog(connectors::SinkProbe& probe, const telemetry::Log& log, Loop& loop);
  /// Writes what is not yet written.
  ~LossLog();

  void on_dropped(relay::DropReason reason) noexcept override;
  void on_rejected(const Record& record, const Rejection& rejection,
                   unsigned attempts) noexcept override;

 private:
  void report();

  connectors::SinkProbe& probe_;
  const telemetry::Log& log_;
  Loop& loop_;
  telemetry::SparingLog sparing_;
  std::array<std::uint64_t, enum_count<relay::DropReason>> dropped_{};  ///< since the last lines
  Loop::Handle interval_;  ///< runs while there was a drop in the last one
};

}  // namespace sluice::app
