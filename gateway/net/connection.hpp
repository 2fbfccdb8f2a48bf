#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/gateway_config.hpp"
#include "gateway/channels/session/session.hpp"
#include "gateway/core/outlet.hpp"
#include "gateway/net/api_outlet.hpp"
#include "gateway/net/auth_client.hpp"
#include "gateway/net/dialer.hpp"
#include "gateway/net/publications.hpp"
#include "gateway/net/shard.hpp"
#include "gateway/net/transport.hpp"
#include "gateway/net/wakeup.hpp"
#include "gateway/net/websocket_frames.hpp"
#include "gateway/relay/reading_turns.hpp"
#include "gateway/relay/relay.hpp"
#include "gateway/telemetry/log.hpp"
#include "gateway/telemetry/sparing_log.hpp"

namespace sluice::net {

/// Carries out the decisions of one connection's session, and decides nothing itself: a read loop
/// and a write loop for each transport, one timer and one visitor. Lives on its shard's thread.
class Connection final : public Outlet, private relay::Reader {
 public:
  /// Throws std::runtime_error when the TLS files are unusable. All references but `settings`
  /// and `router` outlive it; the router, until another is followed.
  /// `sequence` is that of the last event that was relayed for a connection of this name.
  Connection(Shard& shard, const config::Connection& settings, const relay::Router& router,
             relay::Relay& relay, std::uint64_t& sequence, channels::ConnectionProbe& probe,
             const telemetry::Log& log);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Runs until stop(); then calls `stopped` once, from a later turn of the loop.
  void start(std::function<void()> stopped);
  void stop();

  /// Publishes as a client event. `done` is not called for events that are unsettled when the
  /// connection stops.
  void publish(ReturnEvent event, Done done) override;
  void withdraw(PublicationId id) override;
  /// The outlet for the HTTP API; null without an `api` in the configuration.
  [[nodiscard]] Outlet* api() noexcept { return api_.get(); }

  /// From now on events take the routes of this router, which outlives that.
  void follow(const relay::Router& router);
  /// From now on these channels are wanted, and no others.
  void want(const std::vector<std::string>& channels);

  /// Right after start(): goes on from what the connection before knows; see channels::Session.
  void succeed(const Connection& before) { session_.succeed(before.session_); }
  /// Relays only the events that pass. Without a gate, which is how it starts, all do.
  using Gate = std::function<bool(const channels::Deliver&)>;
  void set_gate(Gate gate) { gate_ = std::move(gate); }
  /// Numbers an event and relays it, whatever the gate says.
  void relay(channels::Deliver& delivered);
  /// See channels::Session.
  [[nodiscard]] channels::Mark mark();
  /// Whether the relay wants events.
  [[nodiscard]] bool may_read() const noexcept { return relay_.wants_events(); }

  /// The machine slept.
  void on_slept();

  [[nodiscard]] const config::Connection& settings() const noexcept { return settings_; }
  [[nodiscard]] const channels::Session& session() const noexcept { return session_; }
  [[nodiscard]] channels::ConnectionProbe& probe() const noexcept { return probe_; }

 private:
  void spawn(boost::asio::awaitable<void> task);
  boost::asio::awaitable<void> keep_time();
  boost::asio::awaitable<void> look_up(std::uint64_t attempt);
  boost::asio::awaitable<void> serve(std::unique_ptr<Transport> transport, channels::Dial attempt);
  [[nodiscard]] Result<Endpoint> prepare(const channels::Dial& attempt);
  boost::asio::awaitable<void> read_loop(Transport& transport);
  boost::asio::awaitable<void> write_loop(Transport& transport);
  boost::asio::awaitable<void> until_turn(Transport& transport);
  void on_turn() noexcept override {
    if (current_ != nullptr) current_->resume();
  }
  /// The session does not use the bytes of the current transport any more.
  void leave_current() {
    current_ = nullptr;
    relay_.turns().leave(*this);
  }

  bool read(Transport& transport);
  void lose(Transport& transport, channels::Closure closure);
  void consume(const WebSocketMessage& message, Moment now);
  void perform();
  void perform(const channels::LookUp& lookup);
  void perform(const channels::Dial& dial);
  void perform(const channels::Send& send);
  void perform(channels::Deliver& deliver);
  void perform(const channels::RequestAuth& request);
  void perform(const channels::RequestUserAuth& request);
  void perform(const channels::WithdrawAuth& withdraw);
  void perform(const channels::Close& close);
  void perform(const channels::Settled& settle);
  void perform(const channels::Report& report);
  void resolve_routes();

  Shard& shard_;
  config::Connection settings_;
  const relay::Router* router_;
  relay::Relay& relay_;
  std::uint64_t& sequence_;
  channels::ConnectionProbe& probe_;
  const telemetry::Log& log_;
  telemetry::SparingLog channel_news_;      ///< thousands of channels may come back at once
  telemetry::SparingLog channel_problems_;  ///< thousands of channels may fail at once
  Endpoint endpoint_;
  boost::asio::ssl::context* tls_ = nullptr;  ///< owned by the shard; null while no TLS is used
  channels::Session session_;
  AuthClient auth_;
  std::unique_ptr<ApiOutlet> api_;            ///< if an API is configured
  std::vector<relay::ChannelRoutes> routes_;  ///< by the session's subscription index
  channels::Actions actions_;
  Gate gate_;
  Publications publications_;

  boost::asio::steady_timer timer_;
  Time armed_ = never;
  /// The transport of the session's attempt, until the session has closed it or knows of its end.
  /// Other transports may still be closing; their frames are ignored.
  Transport* current_ = nullptr;
  Addresses addresses_;      ///< the server's addresses for the current attempt
  Wakeup given_up_;          ///< ends the lookup when the connection stops
  std::size_t running_ = 0;  ///< number of coroutines
  bool stopping_ = false;
  std::function<void()> stopped_;
};

}  // namespace sluice::net
