// How connections come about, fail, come again and are stopped.
#include <gmock/gmock.h>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "tests/unit/net/connection_fixture.hpp"

namespace sluice::net {
namespace {

namespace asio = boost::asio;
using namespace test;  // NOLINT: the frames of a server
using testing::ElementsAre;
using testing::StartsWith;

class ConnectionLifeTest : public ConnectionFixture {};

TEST_F(ConnectionLifeTest, SaysThatNobodyListens) {
  serve([](ChannelsPeer&) -> asio::awaitable<void> { co_return; });
  server_.reset();
  start();
  wait_for_loss(LossReason::dial_failed);
  EXPECT_EQ(problem(), "dial_failed: connect: 127.0.0.1: Connection refused");
  EXPECT_EQ(state(), "waiting");
}

TEST_F(ConnectionLifeTest, DialsOnceTheProcessMayOpenFilesForIt) {
  settings_.reconnect.initial = settings_.reconnect.max = Duration{1};
  serve([](ChannelsPeer& peer) -> asio::awaitable<void> { co_await peer.welcome(); });
  shard_.limit_descriptors(0);
  start();
  wait_for_loss(LossReason::dial_failed);
  EXPECT_EQ(problem(), "dial_failed: the process may open no more files for connections");
  EXPECT_EQ(server_->connections(), 0);
  shard_.limit_descriptors(100'000);
  wait_until([this] { return server_->connections() > 0; });
}

TEST_F(ConnectionLifeTest, SaysThatTheServerSpeaksSomethingElse) {
  serve([](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await peer.request();
    co_await peer.send("220 mail.example ESMTP\r\n\r\n");
  });
  start();
  wait_for_loss(LossReason::dial_failed);
  EXPECT_THAT(problem(), StartsWith("dial_failed: upgrade: the answer to the upgrade is not HTTP"));
}

TEST_F(ConnectionLifeTest, SaysThatTheServerClosedInsteadOfUpgrading) {
  serve([](ChannelsPeer& peer) -> asio::awaitable<void> { co_await peer.request(); });
  start();
  wait_for_loss(LossReason::dial_failed);
  EXPECT_EQ(problem(), "dial_failed: upgrade: End of file");
}

TEST_F(ConnectionLifeTest, LeavesAServerAloneForAsLongAsItAsks) {
  settings_.reconnect.initial = settings_.reconnect.max = Duration{1};
  serve([](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await peer.request();
    co_await peer.send(
        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n");
  });
  start();
  wait_for_loss(LossReason::dial_failed);
  EXPECT_EQ(problem(),
            "dial_failed: upgrade: the server answered 429 Too Many Requests instead of upgrading, "
            "and asked to wait 60000 ms");
  EXPECT_GE(connection_->session().next_deadline() - shard_.now(), std::chrono::seconds{59});
}

TEST_F(ConnectionLifeTest, GivesUpAServerThatAcceptsAndSaysNothing) {
  settings_.handshake_timeout = Duration{30};
  serve([](ChannelsPeer& peer) -> asio::awaitable<void> { co_await peer.fall_silent(); });
  start();
  wait_for_loss(LossReason::handshake_timeout);
  EXPECT_EQ(problem(), "handshake_timeout: no connection_established in time");
  EXPECT_EQ(state(), "waiting");
}

TEST_F(ConnectionLifeTest, GivesUpAServerThatUpgradesAndSaysNothing) {
  settings_.handshake_timeout = Duration{200};
  std::optional<std::vector<ClientFrame>> said;
  serve([&](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await peer.upgrade();
    said = co_await peer.remaining_frames();
  });
  start();
  wait_until([&] { return said.has_value(); });
  EXPECT_EQ(losses(LossReason::handshake_timeout), 1U);
  EXPECT_THAT(*said, ElementsAre(ClientFrame{close_opcode, "\x03\xe8"}));
}

TEST_F(ConnectionLifeTest, DialsAgainAndAgainWhileTheServerIsSilent) {
  settings_.handshake_timeout = Duration{10};
  settings_.reconnect = {.initial = Duration{1}, .max = Duration{5}, .stable_after = Duration{0}};
  serve([this](ChannelsPeer& peer) -> asio::awaitable<void> {
    if (server_->connections() % 2 == 0) co_await peer.upgrade();
    if (server_->connections() < 6) co_await peer.fall_silent();
    co_await peer.upgrade(established_frame() + event("1"));
    co_await peer.remaining_frames();
  });
  start();
  // Each given up is closed by us while the next is dialled, and none hears another's frames.
  wait_until([this] { return !sink_.got.empty(); });
  EXPECT_GE(server_->connections(), 6);
  EXPECT_GE(losses(LossReason::handshake_timeout), 5U);
}

TEST_F(ConnectionLifeTest, ComesBackAtOnceAfter4200AndSubscribesAgain) {
  serve([this](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await peer.welcome();
    co_await peer.send(event(std::to_string(server_->connections())));
    if (server_->connections() == 1) co_await peer.send(close_frame(4200));
    co_await peer.remaining_frames();
  });
  start();
  wait_until([this] { return sink_.got.size() == 2; });  // a backoff would last an hour
  EXPECT_THAT(payloads(), ElementsAre("1", "2"));
  EXPECT_EQ(losses(LossReason::server_immediate), 1U);
  EXPECT_EQ(state(), "connected");
}

TEST_F(ConnectionLifeTest, DialsPlainlyAgainWhereTlsWasAskedForAndIsNotSpoken) {
  settings_.reconnect.initial = settings_.reconnect.max = Duration{0};
  serve([this](ChannelsPeer& peer) -> asio::awaitable<void> {
    const auto connection = server_->connections();
    if (connection == 2) co_return;  // what comes is no HTTP
    if (connection == 1) {
      co_await peer.upgrade(
          text_frame(R"({"event":"pusher:error","data":{"code":4000,"message":"use TLS"}})"));
    } else {
      co_await peer.welcome();
      co_await peer.send(event("1"));
    }
    co_await peer.remaining_frames();
  });
  start();
  wait_until([this] { return sink_.got.size() == 1; });
  EXPECT_EQ(server_->connections(), 3);
}

TEST_F(ConnectionLifeTest, KnowsOfAClosureWhenTheFrameIsReadAndNotWhenTheSocketHasClosed) {
  std::optional<std::vector<ClientFrame>> said;
  serve([&](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await peer.welcome();
    co_await peer.send(close_frame(4100));
    said = co_await peer.remaining_frames();
    co_await peer.fall_silent();
  });
  start();
  wait_for_loss(LossReason::server_backoff);
  EXPECT_FALSE(said) << "the answer to the close frame is still on its way";
  wait_until([&] { return said.has_value(); });
  EXPECT_EQ(said->back(), (ClientFrame{close_opcode, "\x10\x04"}));
}

TEST_F(ConnectionLifeTest, DialsTheNextBesideATransportThatIsStillClosing) {
  bool second = false;
  serve([&](ChannelsPeer& peer) -> asio::awaitable<void> {
    const bool first = server_->connections() == 1;
    co_await peer.welcome();
    if (first) {
      // It leaves the socket open, and what it still has to send is no news of the next session.
      co_await peer.send(close_frame(4200) + event("too late"));
      while (!second) co_await asio::post(asio::use_awaitable);
      co_await peer.send(event("too late"));
      co_return;
    }
    second = true;
    co_await peer.send(event("2"));
    co_await peer.remaining_frames();
  });
  start();
  wait_until([this] { return !sink_.got.empty(); });
  wait_until([this] { return server_->open() == 1; });
  EXPECT_THAT(payloads(), ElementsAre("2"));
  EXPECT_EQ(state(), "connected");
}

TEST_F(ConnectionLifeTest, DoesNotComeBackAfter4001) {
  serve([](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await peer.upgrade(
        text_frame(R"({"event":"pusher:error","data":{"code":4001,"message":"no such app"}})"));
    co_await peer.remaining_frames();
  });
  start();
  wait_for(ConnectionState::failed);
  EXPECT_EQ(problem(), "refused 4001: no such app");
}

TEST_F(ConnectionLifeTest, SaysGoodbyeWhenItIsStopped) {
  std::optional<std::vector<ClientFrame>> said;
  serve([&](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await peer.welcome();
    said = co_await peer.remaining_frames();
  });
  start();
  wait_until([this] { return probe_.subscriptions[3].value() == 1; });
  stop();
  wait_until([&] { return said.has_value(); });
  EXPECT_THAT(*said, ElementsAre(ClientFrame{close_opcode, "\x03\xe8"}));
  EXPECT_EQ(state(), "stopped");
}

TEST_F(ConnectionLifeTest, StopsThoughTheServerReadsNothing) {
  serve([](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await peer.welcome();
    // More pongs than a socket's buffers hold.
    std::string pings;
    for (int i = 0; i < 28'000; ++i) pings += server_frame(ping_opcode, std::string(125, 'p'));
    co_await peer.send(pings);
    co_await peer.fall_silent();
  });
  start();
  wait_until([this] { return probe_.received_bytes.value() > 28'000 * 127; });
  stop();
}

TEST_F(ConnectionLifeTest, StopsWhileItWaitsToDialAgain) {
  serve([](ChannelsPeer& peer) -> asio::awaitable<void> { co_await peer.request(); });
  start();
  wait_for(ConnectionState::waiting);
  stop();
  EXPECT_EQ(server_->connections(), 1);
}

TEST_F(ConnectionLifeTest, StopsWhileTheServerIsSilent) {
  serve([](ChannelsPeer& peer) -> asio::awaitable<void> { co_await peer.fall_silent(); });
  start();
  wait_until([this] { return server_->connections() == 1; });
  stop();
}

TEST_F(ConnectionLifeTest, DoesNotRunAtAllWhenItIsStoppedFirst) {
  serve([](ChannelsPeer& peer) -> asio::awaitable<void> { co_await peer.request(); });
  start();
  stop();
  EXPECT_EQ(server_->connections(), 0);
}

/// Stopped after each single handler that the loop runs, from the start to an event and beyond.
TEST_F(ConnectionLifeTest, StopsInWhateverStateItIsAndDeliversNothingAfter) {
  serve([](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await peer.welcome();
    co_await peer.send(event("1"));
    co_await peer.send(event("2"));
    co_await peer.remaining_frames();
  });
  bool connected = false;
  for (int handlers = 0; !connected || sink_.got.size() < 2; ++handlers) {
    ASSERT_LT(handlers, 1000);
    stopped_ = false;
    sink_.got.clear();
    start();
    for (int i = 0; i < handlers; ++i) {
      if (shard_.io().poll_one() == 0) shard_.io().run_one_for(std::chrono::seconds{20});
      if (sink_.got.size() == 2) break;
    }
    connected = connection_->session().state() == ConnectionState::connected;
    const auto delivered = sink_.got.size();
    stop();
    ASSERT_TRUE(stopped_) << "after " << handlers << " handlers";
    ASSERT_EQ(sink_.got.size(), delivered) << "after " << handlers << " handlers";
    wait_until([this] { return server_->open() == 0; });
  }
}

}  // namespace
}  // namespace sluice::net
