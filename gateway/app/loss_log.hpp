#pragma once

#include <array>

#include "connectors/broker_probes.hpp"
#include "gateway/core/loop.hpp"
#include "gateway/relay/outbox.hpp"
#include "gateway/telemetry/log.hpp"
#include "gateway/telemetry/sparing_log.hpp"

namespace sluice::app {

/// Logs what an outbox gives up. The first drop is logged at once, as an error; further drops are
/// logged every ten seconds, one line per reason. Rejections are logged at most once a second for
/// each reason of the broker, and each one at level debug. The last rejection becomes the sink's
/// last error. Used on the shard's thread only.
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
