// A new connection takes over from an old one: both are real, and so are their sockets.
#include "gateway/net/takeover.hpp"

#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "tests/unit/net/connection_fixture.hpp"

namespace sluice::net {
namespace {

namespace asio = boost::asio;
using test::ChannelsPeer;
using testing::ElementsAre;
using testing::HasSubstr;

class TakeoverTest : public ConnectionFixture {
 protected:
  /// A server that acknowledges the channel, but to no more clients than this, and answers pings.
  void serve_clients(std::size_t acknowledged = 2) {
    serve([this, acknowledged](ChannelsPeer& peer) -> asio::awaitable<void> {
      peers_.push_back(&peer);
      const bool may_subscribe = peers_.size() <= acknowledged;
      co_await peer.upgrade(test::established_frame());
      auto frame = co_await peer.frame();
      while (frame) {
        if (frame->payload.find("pusher:ping") != std::string::npos) {
          co_await peer.send(test::text_frame(R"({"event":"pusher:pong"})"));
        } else if (may_subscribe && frame->payload.find("pusher:subscribe") != std::string::npos) {
          co_await peer.send(test::acknowledged_frame("orders"));
        }
        frame = co_await peer.frame();
      }
    });
    start();
    wait_until_subscribed(*connection_);
  }

  void TearDown() override {
    if (next_) {
      next_->stop();
      wait_until([this] { return next_stopped_; });
    }
    ConnectionFixture::TearDown();
  }

  void begin(channels::TakeoverTimes times = {.skew = Duration(1)}) {
    settings_.pong_timeout = std::chrono::hours{2};
    next_ = std::make_unique<Connection>(shard_, settings_, router_, *relay_, sequence_,
                                         next_probe_, log_);
    next_->start([this] { next_stopped_ = true; });
    takeover_.emplace(shard_, *connection_, *next_,
                      Takeover::Ends{.cut = [this] { connection_->stop(); },
                                     .kept = [this](const std::string& lack) { lack_ = lack; },
                                     .over = [this] { over_ = true; }},
                      times);
  }

  void wait_until_subscribed(const Connection& connection) {
    wait_until([&] { return connection.session().subscriptions().all()[0].subscribed(); });
  }
  void send(std::size_t client, std::string_view data) {
    asio::co_spawn(shard_.io(), peers_[client]->send(event(data)), asio::detached);
    const auto received = [this] {
      return probe_.received_bytes.value() + next_probe_.received_bytes.value();
    };
    wait_until([before = received(), received] { return received() > before; });
  }

  std::vector<ChannelsPeer*> peers_;
  channels::ConnectionProbe next_probe_;
  std::unique_ptr<Connection> next_;
  bool next_stopped_ = false;
  std::optional<Takeover> takeover_;
  std::string lack_;
  bool over_ = false;
};

TEST_F(TakeoverTest, EachEventOfTheOverlapIsRelayedOnce) {
  serve_clients();
  send(0, "1");
  begin({.skew = std::chrono::hours{1}});
  wait_until_subscribed(*next_);
  send(0, "2");
  send(1, "2");
  send(1, "3");
  send(0, "3");
  send(1, "4");
  EXPECT_THAT(payloads(), ElementsAre("1", "2", "3"));
  takeover_->cut();
  send(1, "5");
  wait_until([this] { return stopped_; });
  EXPECT_THAT(payloads(), ElementsAre("1", "2", "3", "4", "5"));
  EXPECT_EQ(takeover_->twins(), 2U);
  EXPECT_EQ(sequence_, 8U);  // both tell that they were made, and the old one of the gap before it
}

TEST_F(TakeoverTest, TheOldOneGoesWhenTheNewOneCarriesItsChannels) {
  serve_clients();
  begin();
  wait_until([this] { return over_ && stopped_; });
  send(1, "1");
  EXPECT_THAT(payloads(), ElementsAre("1"));
  EXPECT_EQ(probe_.gaps[0].value() + next_probe_.gaps[0].value(), 1U);  // that of the start
}

TEST_F(TakeoverTest, TheOldOneStaysWhenTheNewOneMayNotSubscribe) {
  serve_clients(1);
  begin({.skew = Duration(1), .patience = std::chrono::milliseconds{300}});
  wait_until([this] { return !lack_.empty(); });
  EXPECT_EQ(lack_, "is not subscribed to orders");
  EXPECT_FALSE(takeover_->is_cut());
  takeover_.reset();
  send(0, "1");
  EXPECT_THAT(payloads(), ElementsAre("1"));
}

TEST_F(TakeoverTest, AnOldOneThatIsNotConnectedGoesAtOnce) {
  serve([](ChannelsPeer&) -> asio::awaitable<void> { co_return; });
  start();
  wait_for_loss(LossReason::dial_failed);
  begin();
  wait_until([this] { return stopped_; });
  EXPECT_TRUE(takeover_->is_cut());
}

}  // namespace
}  // namespace sluice::net
