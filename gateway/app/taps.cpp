#include "gateway/app/taps.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>

#include "gateway/tap/tap_query.hpp"

namespace sluice::app {
namespace {

constexpr std::size_t taps_max = 4;
/// How long something that passed may wait until it is shown.
constexpr Duration interval{100};

}  // namespace

/// One tap, as its client has it. May outlive the taps: then it is over.
class Taps::Stream final : public net::AdminStream {
 public:
  Stream(Taps& taps, tap::TapId id, std::function<void()> more)
      : taps_(&taps), id_(id), more_(std::move(more)), reader_(taps.main_.now()) {}
  ~Stream() override {
    if (taps_ != nullptr) taps_->close(id_);
  }

  std::string next() override { return taps_ == nullptr ? "" : reader_.next(taps_->main_.now()); }
  [[nodiscard]] bool is_over() const noexcept override { return taps_ == nullptr; }

  void take(tap::TapCatch caught) {
    const auto shown = caught.items.size();
    const auto of_rate = caught.passed_over;
    const auto passed_over = reader_.take(std::move(caught), taps_->main_.now());
    taps_->probe_.passed_over.add(passed_over);
    taps_->probe_.shown.add(shown + of_rate - passed_over);
  }
  void look() {
    if (reader_.has_next(taps_->main_.now())) more_();
  }
  void end() {
    taps_ = nullptr;
    more_();
  }

 private:
  Taps* taps_;
  tap::TapId id_;
  std::function<void()> more_;
  tap::TapReader reader_;
};

Taps::Taps(Loop& main, std::size_t shards, OnShard on_shard, tap::TapProbe& probe)
    : main_(main), on_shard_(std::move(on_shard)), probe_(probe), asked_(shards) {}

Taps::~Taps() {
  end();
}

net::StreamAnswer Taps::open(std::string_view query, std::function<void()> more) {
  auto filter = tap::filter_of(query);
  if (!filter) return {.status = 400, .why = filter.error().message};
  if (ended_) return {.status = 503, .why = "the gateway is stopping"};
  if (open_.size() >= taps_max) {
    return {.status = 503,
            .why = fmt::format("{} taps are open, and there may be no more", taps_max)};
  }
  const tap::TapId id{++last_};
  auto stream = std::make_unique<Stream>(*this, id, std::move(more));
  for (std::size_t shard = 0; shard < asked_.size(); ++shard) {
    on_shard_(shard, [id, filter = *filter](tap::TapPoint& point) { point.add(id, filter); });
  }
  open_.emplace(id, stream.get());
  probe_.open.set(static_cast<std::int64_t>(open_.size()));
  if (!timer_) look();
  return {.stream = std::move(stream)};
}

void Taps::close(tap::TapId id) {
  open_.erase(id);
  probe_.open.set(static_cast<std::int64_t>(open_.size()));
  if (open_.empty()) timer_.reset();
  for (std::size_t shard = 0; shard < asked_.size(); ++shard) {
    on_shard_(shard, [id](tap::TapPoint& point) { point.remove(id); });
  }
}

void Taps::end() {
  ended_ = true;
  while (!open_.empty()) {
    const auto [id, stream] = *open_.begin();
    close(id);
    stream->end();
  }
}

void Taps::look() {
  for (auto& [id, stream] : open_) stream->look();
  for (std::size_t shard = 0; shard < asked_.size(); ++shard) {
    if (!asked_[shard]) ask(shard);
  }
  timer_ = main_.after(interval, [this] { look(); });
}

void Taps::ask(std::size_t shard) {
  asked_[shard] = true;
  std::vector<tap::TapId> ids;
  for (const auto& [id, stream] : open_) ids.push_back(id);
  on_shard_(shard, [this, shard, ids = std::move(ids), now = main_.now()](tap::TapPoint& point) {
    std::map<tap::TapId, tap::TapCatch> caught;
    for (const auto id : ids) caught.emplace(id, point.take(id, now));
    main_.post([this, shard, caught = std::move(caught)]() mutable {
      on_answer(shard, std::move(caught));
    });
  });
}

void Taps::on_answer(std::size_t shard, std::map<tap::TapId, tap::TapCatch> caught) {
  asked_[shard] = false;
  for (auto& [id, one] : caught) {
    const auto found = open_.find(id);
    if (found == open_.end()) continue;
    found->second->take(std::move(one));
    found->second->look();
  }
}

}  // namespace sluice::app
