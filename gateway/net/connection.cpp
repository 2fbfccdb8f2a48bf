#include "gateway/net/connection.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <utility>

#include "gateway/net/connection_settings.hpp"
#include "gateway/net/no_throw.hpp"

namespace sluice::net {
namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;  // NOLINT: what it is for
using channels::Closure;
using telemetry::LossReason;

Connection::Connection(Shard& shard, const config::Connection& settings,
                       const relay::Router& router, relay::Relay& relay,
                       telemetry::ConnectionProbe& probe, const telemetry::Log& log)
    : shard_(shard),
      settings_(settings),
      router_(router),
      relay_(relay),
      probe_(probe),
      log_(log),
      channel_news_(log, shard, {"connection", settings.name}),
      channel_problems_(log, shard, {"connection", settings.name}),
      endpoint_(endpoint_of(settings)),
      session_(session_settings_of(settings, &shard.connect_pace(endpoint_.url.authority())), probe,
               shard.parser(), shard.random()),
      timer_(shard.io()),
      work_(shard.io()),
      closed_(shard.io()),
      output_(shard.io()),
      resume_(shard.io()) {
  if (endpoint_.url.tls) tls_ = shard.tls_contexts().of(endpoint_.tls).value();
  make_authorizers();
  if (settings.api) api_ = std::make_unique<ApiOutlet>(shard, settings, session_, log);
  resolve_routes();
}

void Connection::start(std::function<void()> stopped) {
  session_.start(shard_.moment(), actions_);
  perform();
  asio::co_spawn(shard_.io(), run(),
                 [this, stopped = std::move(stopped)](std::exception_ptr failure) {
                   SLUICE_ASSERT(failure == nullptr,
                                 "every operation of a connection reports its errors as values");
                   shard_.post(stopped);
                 });
}

void Connection::stop() {
  stopping_ = true;
  session_.stop(actions_);
  perform();
  if (api_) api_->stop();
  work_.raise();
  timer_.cancel();
}

void Connection::publish(ReturnEvent event, Done done) {
  const auto ticket = publications_.begin(std::move(done));
  session_.publish(std::move(event), ticket, shard_.moment(), actions_);
  perform();
}

void Connection::on_slept() {
  session_.on_slept(shard_.moment(), actions_);
  perform();
}

asio::awaitable<void> Connection::run() {
  co_await (serve_dials() && keep_time());
}

/// Sleeps until the session's next deadline. perform() wakes it when that has come nearer.
asio::awaitable<void> Connection::keep_time() {
  while (!stopping_) {
    armed_ = session_.next_deadline();
    timer_.expires_at(armed_);
    co_await timer_.async_wait(no_throw);
    const auto now = shard_.moment();
    if (!stopping_ && now.time >= session_.next_deadline()) {
      session_.on_deadline(now, actions_);
      perform();
    }
  }
}

asio::awaitable<void> Connection::serve_dials() {
  while (!stopping_) {
    if (!dial_) {
      co_await work_.wait();
      continue;
    }
    const auto attempt = *std::exchange(dial_, std::nullopt);
    auto closure = co_await serve(attempt);
    session_.on_closed(attempt.attempt, std::move(closure), shard_.moment(), actions_);
    perform();
  }
}

/// One transport, from dialling to its end.
asio::awaitable<Closure> Connection::serve(channels::Dial attempt) {
  closed_.clear();
  closing_ = false;
  auto endpoint = endpoint_;
  if (attempt.force_tls) endpoint.url = config::with_tls(std::move(endpoint.url));
  if (endpoint.url.tls && !tls_) {
    const auto made = shard_.tls_contexts().of(endpoint.tls);
    if (!made) co_return Closure{LossReason::dial_failed, {}, made.error().message};
    tls_ = *made;
  }
  auto dialled = co_await (dial(shard_.io(), shard_.lookups(), endpoint,
                                endpoint.url.tls ? tls_ : nullptr, attempt.deadline) ||
                           closed_.wait());
  // It may have been given up in the moment in which it came about.
  if (dialled.index() == 1 || closed_.raised()) {
    co_return Closure{LossReason::dial_failed, {}, "given up"};
  }
  auto& result = std::get<0>(dialled);
  if (!result) co_return result.error();
  outgoing_.clear();
  upgraded_ = true;
  ended_.reset();
  session_.on_open(attempt.attempt, shard_.moment());
  auto& stream = *result->stream;
  co_await ((read_loop(stream, std::move(result->early_bytes)) && write_loop(stream)) ||
            until_closed());
  upgraded_ = false;
  co_return ended_.value_or(Closure{LossReason::transport, {}, "given up"});
}

}  // namespace sluice::net
