#include "gateway/app/loss_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace sluice::app {
namespace {
constexpr Duration interval{10'000};
}  // namespace

LossLog::LossLog(connectors::SinkProbe& probe, const telemetry::Log& log, Loop& loop)
    : probe_(probe), log_(log), loop_(loop), sparing_(log, loop, {"sink", probe.name}) {}

LossLog::~LossLog() {
  report();
}

void LossLog::on_dropped(relay::DropReason reason) noexcept {
  ++dropped_[static_cast<std::size_t>(reason)];
  if (!interval_) report();
}

void LossLog::on_rejected(const Record& record, const Rejection& rejection,
                          unsigned attempts) noexcept {
  probe_.last_error = {fmt::format("topic {}: {}", record.topic, rejection.text), loop_.now()};
  if (log_.writes(telemetry::Level::debug)) {
    log_.debug("record rejected", {{"sink", probe_.name},
                                   {"reason", rejection.text},
                                   {"code", to_string(rejection.code)},
                                   {"topic", record.topic},
                                   {"key", record.key},
                                   {"bytes", record.payload.size()}});
  }
  sparing_.warn(
      "record rejected", rejection.text, telemetry::Field{"code", to_string(rejection.code)},
      telemetry::Field{"topic", record.topic}, telemetry::Field{"bytes", record.payload.size()},
      telemetry::Field{"attempts", attempts});
}

void LossLog::report() {
  interval_.reset();
  const auto is_none = [](std::uint64_t count) { return count == 0; };
  if (std::ranges::all_of(dropped_, is_none)) return;
  for (std::size_t i = 0; i < dropped_.size(); ++i) {
    const std::uint64_t count = std::exchange(dropped_[i], 0);
    if (count == 0) continue;
    log_.error("records dropped", {{"sink", probe_.name},
                                   {"reason", to_string(static_cast<relay::DropReason>(i))},
                                   {"count", count}});
  }
  interval_ = loop_.after(interval, [this] { report(); });
}

}  // namespace sluice::app
