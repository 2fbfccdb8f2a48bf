#include "gateway/net/connection.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "gateway/net/connect.hpp"
#include "gateway/net/connection_settings.hpp"
#include "gateway/net/no_throw.hpp"
#include "gateway/net/tunnel.hpp"

namespace sluice::net {
namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;  // NOLINT: what it is for
using channels::LossReason;

Connection::Connection(Shard& shard, const config::Connection& settings,
                       const relay::Router& router, relay::Relay& relay, std::uint64_t& sequence,
                       channels::ConnectionProbe& probe, const telemetry::Log& log)
    : shard_(shard),
      settings_(settings),
      router_(&router),
      relay_(relay),
      sequence_(sequence),
      probe_(probe),
      log_(log),
      channel_news_(log, shard, {"connection", settings.name}),
      channel_problems_(log, shard, {"connection", settings.name}),
      endpoint_(endpoint_of(settings)),
      session_(session_settings_of(settings, &shard.connect_pace(endpoint_.url.authority())), probe,
               shard.parser(), shard.random()),
      auth_(
          shard, settings_, probe, log,
          [this](const auto& asked, const auto& answer) {
            session_.on_auth(asked, answer, shard_.moment(), actions_);
            perform();
          },
          [this](const auto& asked, const auto& answer) {
            session_.on_user_auth(asked, answer, shard_.moment(), actions_);
            perform();
          }),
      timer_(shard.io()),
      given_up_(shard.io()) {
  if (endpoint_.url.tls) tls_ = shard.tls_contexts().of(endpoint_.tls).value();
  if (settings.api) api_ = std::make_unique<ApiOutlet>(shard, settings, session_, log);
  resolve_routes();
}

void Connection::start(std::function<void()> stopped) {
  stopped_ = std::move(stopped);
  session_.start(shard_.moment(), actions_);
  perform();
  spawn(keep_time());
}

/// The end of the last task, after stop(), is the end of the connection.
void Connection::spawn(asio::awaitable<void> task) {
  ++running_;
  asio::co_spawn(shard_.io(), std::move(task), [this](std::exception_ptr failure) {
    SLUICE_ASSERT(failure == nullptr,
                  "every operation of a connection reports its errors as values");
    if (--running_ == 0) shard_.post(std::move(stopped_));
  });
}

void Connection::stop() {
  stopping_ = true;
  session_.stop(actions_);
  perform();
  if (api_) api_->stop();
  given_up_.raise();
  timer_.cancel();
}

void Connection::publish(ReturnEvent event, Done done) {
  const auto ticket = publications_.begin(event.id, std::move(done));
  session_.publish(std::move(event), ticket, shard_.moment(), actions_);
  perform();
}

void Connection::withdraw(PublicationId id) {
  const auto ticket = publications_.find(id);
  if (!ticket) return;
  session_.withdraw(*ticket, shard_.moment(), actions_);
  perform();
}

void Connection::want(const std::vector<std::string>& channels) {
  session_.want_only(channels, shard_.moment(), actions_);
  perform();
}

channels::Mark Connection::mark() {
  const auto mark = session_.mark(shard_.moment(), actions_);
  perform();
  return mark;
}

void Connection::on_slept() {
  session_.on_slept(shard_.moment(), actions_);
  perform();
}

/// Sleeps until the session's next deadline. perform() wakes it when an earlier deadline appears.
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

/// The lookup may take any time: the session's deadlines begin after it.
asio::awaitable<void> Connection::look_up(std::uint64_t attempt) {
  co_await asio::post(asio::use_awaitable);  // the session is still within its actions
  auto looked_up =
      co_await (shard_.lookups().find(first_hop(endpoint_.proxy, endpoint_.url).host, never) ||
                given_up_.wait());
  if (stopping_) co_return;
  auto& found = std::get<0>(looked_up);
  if (found) {
    addresses_ = *std::move(found);
    session_.on_looked_up(attempt, shard_.moment(), actions_);
  } else {
    auto failure = at_first_hop(std::move(found).error().within("lookup"), endpoint_.proxy);
    session_.on_closed(attempt, {LossReason::dial_failed, {}, std::move(failure.message)},
                       shard_.moment(), actions_);
  }
  perform();
}

/// One transport, from the dial to its end.
asio::awaitable<void> Connection::serve(std::unique_ptr<Transport> transport,
                                        channels::Dial attempt) {
  co_await asio::post(asio::use_awaitable);  // as above
  if (current_ != transport.get()) co_return;
  const auto endpoint = prepare(attempt);
  if (!endpoint) {
    co_return lose(*transport, {LossReason::dial_failed, {}, endpoint.error().message});
  }
  auto* tls = endpoint->url.tls ? tls_ : nullptr;
  log_.debug("dialling", {{"connection", settings_.name},
                          {"server", endpoint->url.authority()},
                          {"addresses", fmt::format("{}", fmt::join(addresses_, " "))}});
  auto dialled =
      co_await (dial(shard_.io(), shard_.lookups(), *endpoint, addresses_, tls, attempt.deadline) ||
                transport->given_up());
  // The session may have given it up at the very moment of success.
  if (current_ != transport.get()) co_return;
  auto& result = std::get<0>(dialled);
  if (!result) co_return lose(*transport, result.error());
  log_.debug("upgraded",
             {{"connection", settings_.name}, {"address", address_of(result->stream->socket())}});
  transport->open(*std::move(result));
  session_.on_open(attempt.attempt, shard_.moment());
  co_await (read_loop(*transport) && write_loop(*transport));
}

/// The endpoint of this attempt.
Result<Endpoint> Connection::prepare(const channels::Dial& attempt) {
  if (!shard_.has_descriptor()) return Error{"the process may open no more files for connections"};
  auto endpoint = endpoint_;
  auto headers = upgrade_headers_of(settings_, shard_.values());
  if (!headers) return std::move(headers).error();
  endpoint.headers = *std::move(headers);
  if (attempt.force_tls) endpoint.url = config::with_tls(std::move(endpoint.url));
  if (endpoint.url.tls && !tls_) {
    const auto made = shard_.tls_contexts().of(endpoint.tls);
    if (!made) return made.error();
    tls_ = *made;
  }
  return endpoint;
}

}  // namespace sluice::net
