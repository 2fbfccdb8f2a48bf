// The part of Connection that carries out actions.
#include <utility>
#include <variant>

#include "gateway/net/connection.hpp"

namespace sluice::net {

void Connection::perform() {
  bool cold = actions_.empty();  // a pong may cause no action and still bring a deadline nearer
  for (std::size_t i = 0; i < actions_.size(); ++i) {
    if (auto* deliver = std::get_if<channels::Deliver>(&actions_[i])) {
      perform(*deliver);
    } else {
      std::visit([this](auto& action) { perform(action); }, actions_[i]);
      cold = true;
    }
  }
  actions_.clear();
  // A delivered event only postpones deadlines, so they need no check after it.
  if (cold && session_.next_deadline() < armed_) timer_.cancel();
}

void Connection::perform(const channels::LookUp& lookup) {
  spawn(look_up(lookup.attempt));
}

void Connection::perform(const channels::Dial& dial) {
  SLUICE_ASSERT(current_ == nullptr, "the session dials when it has lost what it dialled before");
  auto transport =
      std::make_unique<Transport>(shard_, probe_, dial.attempt, settings_.max_message.count);
  current_ = transport.get();
  spawn(serve(std::move(transport), dial));
}

void Connection::perform(const channels::Send& send) {
  if (current_ != nullptr) current_->send(send.text);
}

void Connection::perform(channels::Deliver& deliver) {
  if (!gate_ || gate_(deliver)) relay(deliver);
}

void Connection::relay(channels::Deliver& delivered) {
  Event& event = delivered.event;
  event.sequence = ++sequence_;
  if (delivered.subscription) {
    if (*delivered.subscription >= routes_.size()) resolve_routes();
    relay_.on_event(event, routes_[*delivered.subscription], probe_.unrouted);
  } else {
    relay_.on_event(event, router_->routes_for(event.connection, event.channel), probe_.unrouted);
  }
}

/// Each connection resolves its routes when its next event comes, so that no turn does it for all.
void Connection::follow(const relay::Router& router) {
  router_ = &router;
  routes_.clear();
}

/// Resolves the routes of new subscriptions; the others keep theirs.
void Connection::resolve_routes() {
  const auto& subscriptions = session_.subscriptions().all();
  for (auto i = routes_.size(); i < subscriptions.size(); ++i) {
    routes_.push_back(router_->routes_for(settings_.name, subscriptions[i].channel()));
  }
}

void Connection::perform(const channels::RequestAuth& request) {
  auth_.ask(request);
}

void Connection::perform(const channels::RequestUserAuth& request) {
  auth_.ask(request);
}

void Connection::perform(const channels::WithdrawAuth&) {
  auth_.withdraw();
}

void Connection::perform(const channels::Close& close) {
  if (auto* given_up = current_) {
    leave_current();
    given_up->close(close.code);
  }
}

void Connection::perform(const channels::Settled& settle) {
  publications_.end(settle, shard_);
}

void Connection::perform(const channels::Report& report) {
  const telemetry::Field detail{"detail", report.detail};
  if (report.channel.empty()) {
    return log_.write(report.level, report.what, {{"connection", settings_.name}, detail});
  }
  auto& sparing = report.level == telemetry::Level::info ? channel_news_ : channel_problems_;
  sparing.write(report.level, report.what, report.channel,
                telemetry::Field{"channel", report.channel}, detail);
}

}  // namespace sluice::net
