// How a connection asks its endpoint for authorisations.
#include <gmock/gmock.h>

#include "gateway/net/wakeup.hpp"
#include "tests/unit/net/connection_fixture.hpp"
#include "tests/unit/net/scripted_server.hpp"

namespace sluice::net {
namespace {

namespace asio = boost::asio;
using namespace test;  // NOLINT: the frames of a server
using testing::ElementsAre;

class ConnectionAuthTest : public ConnectionFixture {};

/// The socket that a request is about.
std::string socket_of(const std::string& request) {
  return request.substr(request.find("socket_id=") + 10, 3);
}

TEST_F(ConnectionAuthTest, AsksNothingMoreForASocketThatIsGone) {
  settings_.channels = {"private-a", "private-b", "private-c"};
  Wakeup asked_once(shard_.io());
  Wakeup came_again(shard_.io());
  serve([&](ChannelsPeer& peer) -> asio::awaitable<void> {
    const bool first = server_->connections() == 1;
    if (!first) came_again.raise();
    co_await peer.upgrade(established_frame(first ? "1.1" : "2.2"));
    if (first) {
      co_await asked_once.wait();
      co_await peer.send(close_frame(4200));
    }
    co_await peer.remaining_frames();
  });
  std::vector<std::string> sockets;
  ScriptedServer endpoint(shard_.io(), [&](Peer& peer) -> asio::awaitable<void> {
    while (true) {
      const auto request = co_await peer.request();
      if (request.empty()) co_return;
      sockets.push_back(socket_of(request));
      if (sockets.size() == 1) {
        asked_once.raise();
        co_await came_again.wait();
      }
      co_await peer.send(http_answer(200, R"({"auth":"app-key:0123"})"));
    }
  });
  settings_.auth.endpoint = fmt::format("http://127.0.0.1:{}/auth", endpoint.port());
  settings_.auth.max_concurrent = 1;
  start();
  wait_until([&] { return sockets.size() == 4; });
  EXPECT_THAT(sockets, ElementsAre("1.1", "2.2", "2.2", "2.2"));
}

TEST_F(ConnectionAuthTest, WaitsForAsLongAsTheEndpointsOfAChannelAndOfTheUserAsk) {
  settings_.channels = {"private-a"};
  serve([](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await peer.upgrade(established_frame());
    co_await peer.remaining_frames();
  });
  ScriptedServer endpoint(shard_.io(), [](Peer& peer) -> asio::awaitable<void> {
    while (!(co_await peer.request()).empty()) {
      co_await peer.send(http_answer(503, "", "Retry-After: 120\r\n"));
    }
  });
  settings_.auth.endpoint = fmt::format("http://127.0.0.1:{}/auth", endpoint.port());
  settings_.user.emplace().endpoint = settings_.auth.endpoint;
  start();
  const auto& session = [this]() -> const channels::Session& { return connection_->session(); };
  wait_until([&] {
    return !session().signin().problem().empty() &&
           !session().subscriptions().all()[0].problem().empty();
  });
  EXPECT_GT(session().next_deadline() - shard_.now(), std::chrono::seconds{60})
      << "without a Retry-After both would ask again within seconds";
}

}  // namespace
}  // namespace sluice::net
