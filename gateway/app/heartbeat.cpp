#include "gateway/app/heartbeat.hpp"

#include <chrono>
#include <utility>

namespace sluice::app {
namespace {

constexpr Duration interval{1'000};
/// No turn of a loop takes a tenth of that, and a machine that is starved gets the time to recover.
constexpr Duration silence_max{10'000};

}  // namespace

Heartbeat::Heartbeat(Loop& main, std::size_t shards, Ask ask)
    : main_(main), ask_(std::move(ask)), asked_(shards) {}

void Heartbeat::beat() {
  for (std::size_t shard = 0; shard < asked_.size(); ++shard) {
    if (asked_[shard]) continue;
    asked_[shard] = main_.now();
    ask_(shard, [this, shard] { asked_[shard].reset(); });
  }
  timer_ = main_.after(interval, [this] { beat(); });
}

std::optional<Heartbeat::Silence> Heartbeat::hung() const {
  std::optional<Silence> longest;
  for (std::size_t shard = 0; shard < asked_.size(); ++shard) {
    if (!asked_[shard]) continue;
    const auto silent = std::chrono::floor<Duration>(main_.now() - *asked_[shard]);
    if (silent < silence_max || (longest && silent <= longest->time)) continue;
    longest = Silence{shard, silent};
  }
  return longest;
}

}  // namespace sluice::app
