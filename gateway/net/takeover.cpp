#include "gateway/net/takeover.hpp"

#include <utility>

#include "gateway/channels/overlap/coverage.hpp"

namespace sluice::net {

using channels::Deliver;
using Step = channels::TakeoverPace::Step;

namespace {

/// How often it is looked whether the next step can be taken.
constexpr Duration interval{100};

bool same_app(const config::Connection& one, const config::Connection& other) {
  return one.url == other.url && one.cluster == other.cluster && one.key == other.key;
}

}  // namespace

Takeover::Takeover(Shard& shard, Connection& old, Connection& next, Ends ends,
                   const channels::TakeoverTimes& times)
    : shard_(shard),
      old_(&old),
      next_(next),
      ends_(std::move(ends)),
      overlap_(same_app(old.settings(), next.settings())),
      pace_(shard.now(), times) {
  next.succeed(old);
  old.set_gate([this](const Deliver& delivered) { return overlap_.on_old(delivered.event); });
  next.set_gate([this](const Deliver& delivered) {
    const bool carried =
        old_ != nullptr && channels::carries(old_->session(), delivered.event.channel);
    return overlap_.on_new(delivered, carried);
  });
  timer_ = shard.after(interval, [this] { advance(); });
}

Takeover::~Takeover() {
  if (old_ != nullptr) old_->set_gate(nullptr);
  next_.set_gate(nullptr);
}

void Takeover::advance() {
  for (;;) {
    switch (pace_.next(shard_.now(), look())) {
      case Step::wait:
        if (overlap_.is_over()) return ends_.over();
        timer_ = shard_.after(interval, [this] { advance(); });
        return;
      case Step::mark_old:
        old_mark_ = old_->mark();
        break;
      case Step::mark_new:
        next_mark_ = next_.mark();
        break;
      case Step::forget_older:
        overlap_.forget_older();
        break;
      case Step::cut:
        cut();
        break;
      case Step::keep_old:
        return ends_.kept(channels::missing_in(next_.session(), old_->session()).value_or("waits"));
    }
  }
}

channels::TakeoverPace::View Takeover::look() const {
  channels::TakeoverPace::View view{.is_full = overlap_.is_full(),
                                    .is_reading = next_.may_read(),
                                    .new_passed = passed(next_, next_mark_)};
  if (old_ == nullptr) return view;
  view.old_connected = old_->session().connected();
  view.is_refused = next_.session().state() == channels::ConnectionState::failed;
  view.covers = !channels::missing_in(next_.session(), old_->session());
  view.old_passed = passed(*old_, old_mark_);
  return view;
}

bool Takeover::passed(const Connection& connection,
                      const std::optional<channels::Mark>& mark) const {
  return !mark || connection.session().has_passed(*mark);
}

void Takeover::cut() {
  pace_.on_cut();
  for (auto held = overlap_.cut(); auto& event : held) next_.relay(event.delivered());
  std::exchange(old_, nullptr)->set_gate(nullptr);
  ends_.cut();
}

}  // namespace sluice::net
