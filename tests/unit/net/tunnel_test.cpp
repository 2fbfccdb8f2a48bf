#include "gateway/net/tunnel.hpp"

#include <gmock/gmock.h>

#include "tests/unit/net/connection_fixture.hpp"

namespace sluice::net {
namespace {

using boost::asio::awaitable;
using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string made = "HTTP/1.1 200 Connection established\r\n\r\n";

/// A connection to a server whose name nobody can look up, through a scripted proxy.
class TunnelTest : public ConnectionFixture {
 protected:
  void start_through(test::ScriptedChannelsServer::Script proxy) {
    serve(std::move(proxy));
    settings_.url = "ws://shop.invalid:6001";
    settings_.proxy =
        config::Secret{fmt::format("http://ann:p%40ss@127.0.0.1:{}", server_->port())};
    start();
  }
  [[nodiscard]] std::string refused() {
    wait_for_loss(LossReason::dial_failed);
    EXPECT_THAT(problem(), Not(AnyOf(HasSubstr("p@ss"), HasSubstr("YW5u"))));
    return problem();
  }
  [[nodiscard]] std::string at_proxy(std::string_view what) const {
    return fmt::format("dial_failed: proxy 127.0.0.1:{}: {}", server_->port(), what);
  }
};

TEST_F(TunnelTest, LeadsToAServerThatOnlyTheProxyCanFind) {
  std::string asked;
  start_through([&](ChannelsPeer& peer) -> awaitable<void> {
    asked = co_await peer.request();
    co_await peer.send(made);
    co_await peer.welcome();
    co_await peer.remaining_frames();
  });
  wait_for(ConnectionState::connected);
  EXPECT_THAT(asked, AllOf(StartsWith("CONNECT shop.invalid:6001 HTTP/1.1\r\n"),
                           HasSubstr("Proxy-Authorization: Basic YW5uOnBAc3M=\r\n")));
}

TEST_F(TunnelTest, TheServerDoesNotSeeTheLogin) {
  std::string upgrade;
  start_through([&](ChannelsPeer& peer) -> awaitable<void> {
    co_await peer.request();
    co_await peer.send(made);
    upgrade = co_await peer.request();
  });
  EXPECT_THAT(refused(), HasSubstr("upgrade: "));
  EXPECT_THAT(upgrade,
              AllOf(StartsWith("GET /app/app-key?"), HasSubstr("Host: shop.invalid:6001\r\n"),
                    Not(HasSubstr("Proxy-")), Not(HasSubstr("YW5u"))));
}

TEST_F(TunnelTest, OfARefusalTheStatusSaysWhy) {
  start_through([](ChannelsPeer& peer) -> awaitable<void> {
    co_await peer.request();
    co_await peer.send("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
  });
  EXPECT_EQ(refused(), at_proxy("refuses a tunnel to shop.invalid:6001: 407 Proxy Authentication "
                                "Required (it does not take the login)"));
}

TEST_F(TunnelTest, OfAProxyThatLeavesTheStatusSaysSo) {
  start_through([](ChannelsPeer& peer) -> awaitable<void> { co_await peer.request(); });
  EXPECT_EQ(refused(), at_proxy("closed the connection"));
}

TEST_F(TunnelTest, AProxyThatSaysNothingHasAsLongAsTheHandshake) {
  settings_.handshake_timeout = std::chrono::milliseconds{50};
  start_through([](ChannelsPeer& peer) -> awaitable<void> { co_await peer.fall_silent(); });
  wait_for_loss(LossReason::handshake_timeout);
}

TEST_F(TunnelTest, AStopDoesNotWaitForTheProxy) {
  start_through([](ChannelsPeer& peer) -> awaitable<void> { co_await peer.fall_silent(); });
  wait_until([this] { return server_->open() == 1; });
  stop();
}

}  // namespace
}  // namespace sluice::net
