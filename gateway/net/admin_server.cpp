#include "gateway/net/admin_server.hpp"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility>

#include "config/url.hpp"
#include "gateway/net/admin_session.hpp"
#include "gateway/net/no_throw.hpp"

namespace sluice::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// The limit of clients that still get the answer "too many connections"; further ones are cut off.
constexpr std::size_t turned_away_max = 16;
/// The pause after a failed accept(), for instance for lack of file descriptors: a tight loop would
/// not bring those back sooner.
constexpr std::chrono::milliseconds accept_pause{100};

/// Parses an address as text or `localhost`. Other names are not looked up, because that would
/// block the start.
Result<tcp::endpoint> parse_listen(std::string_view listen) {
  const auto parsed = config::parse_listen_address(listen);
  if (!parsed) return parsed.error();
  const auto& host = parsed->host;
  boost::system::error_code error;
  const auto address = asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, error);
  if (error) return Error{fmt::format("\"{}\" is not an IP address", host)};
  return tcp::endpoint{address, parsed->port};
}

/// Accepts clients until the server is destroyed.
class Door final : public Tether {
 public:
  Door(Tethers& accepting, AdminSessions& sessions, tcp::acceptor acceptor)
      : Tether(accepting),
        sessions_(sessions),
        acceptor_(std::move(acceptor)),
        pause_(acceptor_.get_executor()) {}

  static asio::awaitable<void> run(std::unique_ptr<Door> door) { co_await door->accept(); }

 private:
  asio::awaitable<void> accept() {
    while (holds()) {
      auto [error, socket] = co_await acceptor_.async_accept(no_throw);
      if (!holds()) co_return;
      if (!error) {
        admit(std::move(socket));
        continue;
      }
      pause_.expires_after(accept_pause);
      co_await pause_.async_wait(no_throw);
    }
  }

  void admit(tcp::socket socket) {
    const bool full = sessions_.open.size() >= sessions_.limits.connections_max;
    if (!full || make_room()) {
      asio::co_spawn(acceptor_.get_executor(), serve(session(sessions_.open, std::move(socket))),
                     fail_loudly);
    } else if (sessions_.turned_away.size() < turned_away_max) {
      asio::co_spawn(acceptor_.get_executor(),
                     turn_away(session(sessions_.turned_away, std::move(socket))), fail_loudly);
    }
  }

  bool make_room() {
    if (sessions_.idle.empty()) return false;
    sessions_.idle.front()->close();
    sessions_.idle.erase(sessions_.idle.begin());
    return true;
  }

  std::unique_ptr<AdminSession> session(Tethers& group, tcp::socket socket) {
    return std::make_unique<AdminSession>(sessions_, group, std::move(socket));
  }

  static asio::awaitable<void> serve(std::unique_ptr<AdminSession> session) {
    co_await session->serve();
  }

  static asio::awaitable<void> turn_away(std::unique_ptr<AdminSession> session) {
    co_await session->turn_away();
  }

  void on_cut() noexcept override {
    acceptor_.close();
    pause_.cancel();
  }

  AdminSessions& sessions_;
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
};

bool any_of_ipv6(const tcp::endpoint& endpoint) {
  return endpoint.address().is_v6() && endpoint.address().is_unspecified();
}

/// `[::]` accepts IPv4 clients too, on every machine: the socket option overrides
/// `net.ipv6.bindv6only`, and a kernel without IPv6 gets `0.0.0.0`.
Result<tcp::acceptor> open(asio::io_context& loop, std::string_view listen) {
  auto endpoint = parse_listen(listen);
  if (!endpoint) return endpoint.error();
  tcp::acceptor acceptor{loop};
  boost::system::error_code error;
  acceptor.open(endpoint->protocol(), error);
  if (error == asio::error::address_family_not_supported && any_of_ipv6(*endpoint)) {
    endpoint->address(asio::ip::address_v4::any());
    acceptor.open(endpoint->protocol(), error);
  }
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address{true}, error);
  if (!error && any_of_ipv6(*endpoint)) acceptor.set_option(asio::ip::v6_only{false}, error);
  if (!error) acceptor.bind(*endpoint, error);
  if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
  if (error) return Error{error.message()};
  return acceptor;
}

}  // namespace

struct AdminServer::State {
  State(const config::Admin& settings, AdminHandlers handlers, const telemetry::Log& log,
        AdminProbe& probe, AdminLimits limits, std::optional<AdminTls> tls)
      : sessions{.handlers = std::move(handlers),
                 .limits = limits,
                 .token = {settings.token, log},
                 .names = settings.hosts,
                 .tls = std::move(tls),
                 .probe = probe} {}

  AdminSessions sessions;
  Tethers accepting;
  std::uint16_t port = 0;
};

Result<std::unique_ptr<AdminServer>> AdminServer::start(asio::io_context& loop,
                                                        const config::Admin& settings,
                                                        AdminHandlers handlers,
                                                        const telemetry::Log& log,
                                                        AdminProbe& probe, AdminLimits limits) {
  const auto where = fmt::format("admin server {}", settings.listen);
  std::optional<AdminTls> tls;
  if (settings.tls) {
    auto made = AdminTls::make(*settings.tls, log);
    if (!made) return std::move(made).error().within(where);
    tls.emplace(*std::move(made));
  }
  auto acceptor = open(loop, settings.listen);
  if (!acceptor) return std::move(acceptor).error().within(where);
  auto state =
      std::make_unique<State>(settings, std::move(handlers), log, probe, limits, std::move(tls));
  state->port = acceptor->local_endpoint().port();
  auto door = std::make_unique<Door>(state->accepting, state->sessions, *std::move(acceptor));
  asio::co_spawn(loop, Door::run(std::move(door)), fail_loudly);
  return std::unique_ptr<AdminServer>{new AdminServer{std::move(state)}};
}

AdminServer::AdminServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
AdminServer::~AdminServer() = default;

std::uint16_t AdminServer::port() const {
  return state_->port;
}

}  // namespace sluice::net
