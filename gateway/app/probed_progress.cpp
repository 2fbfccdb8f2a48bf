#include "gateway/app/probed_progress.hpp"

#include <chrono>

namespace sluice::app {
namespace {

double seconds_since(Time then) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - then).count();
}

}  // namespace

void ProbedProgress::on_written(std::uint64_t records, Time handed_over) noexcept {
  probe_.written.add(records);
  probe_.write_seconds.observe(seconds_since(handed_over));
}

void ProbedProgress::on_synced(Time handed_over) noexcept {
  probe_.sync_seconds.observe(seconds_since(handed_over));
}

void ProbedProgress::on_size(std::uint64_t bytes) noexcept {
  probe_.bytes.set(static_cast<std::int64_t>(bytes));
}

}  // namespace sluice::app
