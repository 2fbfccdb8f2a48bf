#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/gateway_config.hpp"
#include "gateway/channels/session/session.hpp"
#include "gateway/core/outlet.hpp"
#include "gateway/net/api_outlet.hpp"
#include "gateway/net/authorizer.hpp"
#include "gateway/net/dialer.hpp"
#include "gateway/net/publications.hpp"
#include "gateway/net/shard.hpp"
#include "gateway/net/stream.hpp"
#include "gateway/net/user_authenticator.hpp"
#include "gateway/net/wakeup.hpp"
#include "gateway/net/websocket_frames.hpp"
#include "gateway/relay/relay.hpp"
#include "gateway/telemetry/log.hpp"
#include "gateway/telemetry/sparing_log.hpp"

namespace sluice::net {

/// Carries out what the session of one connection decides, and decides nothing itself: a read loop,
/// a write loop, one timer and one visitor. Lives on its shard's thread.
class Connection final : public Outlet {
 public:
  /// Throws std::runtime_error when the TLS files cannot be used. Everything referred to outlives
  /// it.
  Connection(Shard& shard, const config::Connection& settings, const relay::Router& router,
             relay::Relay& relay, telemetry::ConnectionProbe& probe, const telemetry::Log& log);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Runs until stop(); then calls `stopped` once, from a later turn of the loop.
  void start(std::function<void()> stopped);
  void stop();

  /// As a client event. What is not settled when the connection stops never is.
  void publish(ReturnEvent event, Done done) override;
  /// The way to publish through the HTTP API; null where none is configured.
  [[nodiscard]] Outlet* api() noexcept { return api_.get(); }

  /// The machine slept.
  void on_slept();

  /// Called when the relay wants events again after it did not (policy `block`).
  void resume() { resume_.raise(); }

  [[nodiscard]] const config::Connection& settings() const noexcept { return settings_; }
  [[nodiscard]] const channels::Session& session() const noexcept { return session_; }

 private:
  void make_authorizers();
  boost::asio::awaitable<void> run();
  boost::asio::awaitable<void> keep_time();
  boost::asio::awaitable<void> serve_dials();
  boost::asio::awaitable<channels::Closure> serve(channels::Dial attempt);
  boost::asio::awaitable<void> read_loop(Stream& stream, std::string held);
  boost::asio::awaitable<void> discard(Stream& stream);
  boost::asio::awaitable<void> write_loop(Stream& stream);
  boost::asio::awaitable<void> until_closed();
  boost::asio::awaitable<void> until_wanted();

  bool read(Stream& stream, FrameReader& reader, std::string& held);
  void consume(FrameReader& reader, std::string_view& unread);
  void consume(const WebSocketMessage& message, Moment now);
  void perform();
  void perform(const channels::Dial& dial);
  void perform(const channels::Send& send);
  void perform(const channels::Deliver& deliver);
  void perform(const channels::RequestAuth& request);
  void perform(const channels::RequestUserAuth& request);
  void perform(const channels::WithdrawAuth& withdraw);
  void perform(const channels::Close& close);
  void perform(const channels::Settled& settle);
  void perform(const channels::Report& report);
  void resolve_routes();
  void queue_frame(Opcode opcode, std::string_view payload);

  Shard& shard_;
  const config::Connection& settings_;
  const relay::Router& router_;
  relay::Relay& relay_;
  telemetry::ConnectionProbe& probe_;
  const telemetry::Log& log_;
  telemetry::SparingLog channel_news_;      ///< thousands of channels may come back at once
  telemetry::SparingLog channel_problems_;  ///< or fail
  Endpoint endpoint_;
  boost::asio::ssl::context* tls_ = nullptr;  ///< the shard's; null while no TLS is used
  channels::Session session_;
  std::unique_ptr<Authorizer> authorizer_;                 ///< where an endpoint is configured
  std::unique_ptr<UserAuthenticator> user_authenticator_;  ///< where the user has one
  std::unique_ptr<ApiOutlet> api_;                         ///< where an API is configured
  std::vector<relay::ChannelRoutes> routes_;               ///< by the session's subscription index
  channels::Actions actions_;
  Publications publications_;

  boost::asio::steady_timer timer_;
  Time armed_ = never;
  Wakeup work_;    ///< a dial is wanted, or the end
  Wakeup closed_;  ///< the session has given the transport up
  Wakeup output_;  ///< outgoing_ has something
  Wakeup resume_;  ///< the relay may want events again
  std::optional<channels::Dial> dial_;
  std::optional<channels::Closure> ended_;  ///< how the transport ended, once it has
  bool upgraded_ = false;                   ///< frames can be sent
  bool closing_ = false;                    ///< after what is in outgoing_, nothing more is sent
  bool stopping_ = false;
  std::string outgoing_;
};

}  // namespace sluice::net
