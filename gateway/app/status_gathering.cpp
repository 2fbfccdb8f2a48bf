#include "gateway/app/status_gathering.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace sluice::app {
namespace {

constexpr Duration patience{2'000};

template <class Each>
void append(std::vector<Each>& all, std::vector<Each>& part) {
  std::ranges::move(part, std::back_inserter(all));
}

void join(ShardStatus& all, ShardStatus part) {
  append(all.connections, part.connections);
  append(all.sources, part.sources);
  for (SinkStatus& sink : part.sinks) {
    const auto same = std::ranges::find(all.sinks, sink.name, &SinkStatus::name);
    if (same == all.sinks.end()) {
      all.sinks.push_back(std::move(sink));
    } else {
      app::join(*same, sink);
    }
  }
}

}  // namespace

StatusGathering::StatusGathering(Loop& main, std::size_t shards, Ask ask)
    : main_(main), ask_(std::move(ask)), parts_(shards) {}

void StatusGathering::gather(Done done) {
  waiting_.push_back(std::move(done));
  if (waiting_.size() == 1) begin();
}

void StatusGathering::begin() {
  ++round_;
  missing_ = parts_.size();
  std::ranges::fill(parts_, std::nullopt);
  timer_ = main_.after(patience, [this] { finish(); });
  for (std::size_t shard = 0; shard < parts_.size(); ++shard) {
    ask_(shard,
         [this, round = round_, shard](Part part) { on_answer(round, shard, std::move(part)); });
  }
}

/// An answer to an earlier round came too late.
void StatusGathering::on_answer(std::uint64_t round, std::size_t shard, Part part) {
  if (round != round_ || waiting_.empty()) return;
  parts_[shard] = std::move(part);
  if (--missing_ == 0) finish();
}

void StatusGathering::finish() {
  timer_.reset();
  GatheredStatus status;
  for (std::size_t shard = 0; shard < parts_.size(); ++shard) {
    if (!parts_[shard]) {
      status.silent_shards.push_back(shard);
      continue;
    }
    join(status.all, std::move(*parts_[shard]));
  }
  for (const auto& done : std::exchange(waiting_, {})) done(status);
}

}  // namespace sluice::app
