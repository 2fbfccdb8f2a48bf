// What a connection does with what a server sends.
#include <gmock/gmock.h>

#include "gateway/net/no_throw.hpp"
#include "gateway/net/wakeup.hpp"
#include "tests/support/roomy_outbox.hpp"
#include "tests/unit/net/connection_fixture.hpp"

namespace sluice::net {
namespace {

namespace asio = boost::asio;
using namespace test;  // NOLINT: the frames of a server
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class ConnectionTest : public ConnectionFixture {
 protected:
  /// Serves a client that is subscribed: sends it this, and writes down what it answers until it
  /// has gone.
  void send_when_welcome(std::string bytes) {
    serve([this, bytes](ChannelsPeer& peer) -> asio::awaitable<void> {
      co_await peer.welcome();
      co_await peer.send(bytes);
      answers_ = co_await peer.remaining_frames();
      gone_ = true;
    });
    start();
  }
  void wait_until_gone() {
    wait_until([this] { return gone_ && state() != "connected"; });
  }

  std::vector<ClientFrame> answers_;
  bool gone_ = false;
};

TEST_F(ConnectionTest, TakesWhatComesInTheSegmentOfTheUpgrade) {
  serve([](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await peer.upgrade(established_frame() + acknowledged_frame("orders") + event("1"));
    co_await peer.remaining_frames();
  });
  start();
  wait_until([this] { return !sink_.got.empty(); });
  EXPECT_THAT(payloads(), ElementsAre("1"));
  EXPECT_EQ(state(), "connected");
}

TEST_F(ConnectionTest, AsksForTheTargetWithTheConfiguredHeadersAndSubscribes) {
  std::string request;
  std::optional<ClientFrame> subscribe;
  serve([&](ChannelsPeer& peer) -> asio::awaitable<void> {
    request = co_await peer.request();
    co_await peer.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  });
  settings_.url += "/prefix";
  settings_.headers.emplace("Origin", config::LiveSecret{"https://a"});
  start();
  wait_for_loss(LossReason::dial_failed);
  EXPECT_THAT(request, testing::StartsWith("GET /prefix/app/app-key?protocol=7&client="));
  EXPECT_THAT(request, HasSubstr(fmt::format("\r\nHost: 127.0.0.1:{}\r\n", server_->port())));
  EXPECT_THAT(request, HasSubstr("\r\nOrigin: https://a\r\n"));
  EXPECT_EQ(problem(),
            "dial_failed: upgrade: the server answered 404 Not Found instead of upgrading");
}

TEST_F(ConnectionTest, DeliversEventsThatComeByteByByte) {
  serve([](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await peer.welcome();
    co_await peer.send_byte_by_byte(event(R"({"n":1})") + server_frame(ping_opcode, "p") +
                                    event(R"("tw\u006f")"));
    co_await peer.remaining_frames();
  });
  start();
  wait_until([this] { return sink_.got.size() == 2; });
  EXPECT_THAT(payloads(), ElementsAre(R"({"n":1})", "two"));
}

TEST_F(ConnectionTest, FollowsOtherRoutesBetweenTwoEventsOnTheSameSocket) {
  Wakeup followed(shard_.io());
  serve([&](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await peer.welcome();
    co_await peer.send(event("1"));
    co_await followed.wait();
    co_await peer.send(event("2"));
    co_await peer.remaining_frames();
  });
  start();
  wait_until([this] { return sink_.got.size() == 1; });
  {
    std::optional<relay::Router> former(std::move(router_));
    router_ = relay::Router::compile(std::vector<relay::RouteRule>{{.topic = "u"}}, RouteMode::all)
                  .value();
    connection_->follow(router_);
  }
  followed.raise();
  wait_until([this] { return sink_.got.size() == 2; });
  EXPECT_EQ(sink_.got[0].topic, "t");
  EXPECT_EQ(sink_.got[1].topic, "u");
  EXPECT_EQ(sink_.got[1].payload, "2");
  EXPECT_EQ(state(), "connected");
}

TEST_F(ConnectionTest, DeliversAMessageOfTheGreatestSizeAndTheOneBehindIt) {
  const auto around = event(R"("")").size() - 2;  // 2: header of so short a frame
  const std::string data(1024 * 1024 - around, 'a');
  send_when_welcome(event('"' + data + '"') + event("2"));
  wait_until([this] { return sink_.got.size() == 2; });
  EXPECT_EQ(sink_.got[0].payload, data);
  EXPECT_EQ(sink_.got[1].payload, "2");
}

TEST_F(ConnectionTest, SkipsAMessageThatIsLargerAndGoesOn) {
  settings_.max_message.count = 1000;
  send_when_welcome(event('"' + std::string(300'000, 'a') + '"') + event("2"));
  wait_until([this] { return !sink_.got.empty(); });
  EXPECT_THAT(payloads(), ElementsAre("2"));
  EXPECT_EQ(probe_.oversized_messages.value(), 1U);
  EXPECT_EQ(state(), "connected");
}

TEST_F(ConnectionTest, DeliversEveryOneOfManyFramesInOrder) {
  constexpr int count = 20'000;  // many reads, most of which end amid a frame
  std::string frames;
  for (int i = 0; i < count; ++i) frames += event(std::to_string(i));
  send_when_welcome(frames);
  wait_until([this] { return sink_.got.size() == count; });
  for (int i = 0; i < count; ++i) ASSERT_EQ(sink_.got[i].payload, std::to_string(i));
}

TEST_F(ConnectionTest, DeliversAMessageInFragmentsAndAnswersThePingBetweenThem) {
  const auto text = event("1").substr(2);
  send_when_welcome(raw_frame(text_opcode, text.substr(0, 20)) + server_frame(ping_opcode, "now") +
                    raw_frame(final_bit | continuation_opcode, text.substr(20)) +
                    close_frame(1000));
  wait_until_gone();
  EXPECT_THAT(payloads(), ElementsAre("1"));
  EXPECT_THAT(answers_,
              ElementsAre(ClientFrame{pong_opcode, "now"}, ClientFrame{close_opcode, "\x03\xe8"}));
}

TEST_F(ConnectionTest, CountsABinaryFrameAndGoesOn) {
  send_when_welcome(server_frame(binary_opcode, event("1").substr(2)) + event("2"));
  wait_until([this] { return !sink_.got.empty(); });
  EXPECT_THAT(payloads(), ElementsAre("2"));
  EXPECT_EQ(probe_.ignored_frames.value(), 1U);
}

TEST_F(ConnectionTest, CountsAMalformedMessageAndGoesOn) {
  send_when_welcome(text_frame("{") + event("2"));
  wait_until([this] { return !sink_.got.empty(); });
  EXPECT_EQ(probe_.malformed_frames.value(), 1U);
  EXPECT_EQ(state(), "connected");
}

TEST_F(ConnectionTest, AnswersACloseWithItsCodeAndDeliversNothingBehindIt) {
  send_when_welcome(event("1") + close_frame(4100, "over capacity") + event("2"));
  wait_until_gone();
  EXPECT_THAT(payloads(), ElementsAre("1"));
  EXPECT_THAT(answers_, ElementsAre(ClientFrame{close_opcode, "\x10\x04over capacity"}));
  EXPECT_EQ(losses(LossReason::server_backoff), 1U);
  EXPECT_EQ(problem(), "server_backoff 4100: over capacity");
}

TEST_F(ConnectionTest, ClosesWhenTheServerBreaksTheProtocol) {
  send_when_welcome(event("1") + server_frame(3, "x"));
  wait_until_gone();
  EXPECT_THAT(payloads(), ElementsAre("1"));
  EXPECT_THAT(answers_, ElementsAre(ClientFrame{close_opcode, "\x03\xea"}));
  EXPECT_EQ(problem(), "protocol: an opcode that does not exist");
}

TEST_F(ConnectionTest, ReadsOnSoThatAServerThatIsStillWritingLearnsWhyItIsClosed) {
  bool all_taken = false;
  serve([&](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await peer.welcome();
    all_taken = co_await peer.send(server_frame(3, "x") + std::string(16 << 20, 'x'));
    answers_ = co_await peer.remaining_frames();
    gone_ = true;
  });
  start();
  wait_until_gone();
  EXPECT_TRUE(all_taken);
  EXPECT_THAT(answers_, ElementsAre(ClientFrame{close_opcode, "\x03\xea"}));
}

TEST_F(ConnectionTest, NoticesThatTheServerWentWithoutAWord) {
  serve([](ChannelsPeer& peer) -> asio::awaitable<void> { co_await peer.welcome(); });
  start();
  wait_for_loss(LossReason::transport);
  EXPECT_EQ(problem(), "transport: End of file");
  EXPECT_EQ(state(), "waiting");
}

TEST_F(ConnectionTest, CountsTheBytesItReceives) {
  send_when_welcome(event("1"));
  wait_until([this] { return !sink_.got.empty(); });
  EXPECT_GE(probe_.received_bytes.value(), acknowledged_frame("orders").size() + event("1").size());
}

TEST_F(ConnectionTest, StopsReadingWhileTheRelayWantsNothingAndGoesOnAfter) {
  outbox_settings_ = {
      .max_records = 1, .max_bytes = test::roomy.max_bytes, .when_full = OverflowPolicy::block};
  int sent = 0;
  serve([&](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await peer.welcome();
    for (const auto* data : {"1", "2", "3"}) {
      co_await peer.send(event(data));
      ++sent;
      // Until the first is in the outbox the second must not be in the same read.
      while (sink_.got.empty()) co_await asio::post(shard_.io(), no_throw);
    }
    answers_ = co_await peer.remaining_frames();
    gone_ = true;
  });
  start();
  wait_until([&] { return sent == 3; });
  run_what_is_ready();
  EXPECT_THAT(payloads(), ElementsAre("1"));
  outbox_->on_delivered(sink_.got[0].ticket);
  wait_until([this] { return sink_.got.size() == 3; });  // both had arrived, in one read
  EXPECT_FALSE(relay_->wants_events());

  connection_->stop();  // says goodbye though it does not read
  wait_until_gone();
  EXPECT_THAT(answers_, ElementsAre(ClientFrame{close_opcode, "\x03\xe8"}));
}

TEST_F(ConnectionTest, AsksAgainAsSoonAsSilenceCallsForItThoughAPongMayTakeLonger) {
  settings_.activity_timeout = Duration{20};
  int pings = 0;
  serve([&](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await peer.welcome();
    while (const auto frame = co_await peer.frame()) {
      if (frame->payload != channels::ping_message) continue;
      ++pings;
      co_await peer.send(text_frame(channels::pong_message));
    }
  });
  start();
  wait_until([&] { return pings >= 3; });  // pong_timeout is an hour
  EXPECT_EQ(state(), "connected");
}

TEST_F(ConnectionTest, GivesAServerUpThatPingsAndNeverReads) {
  std::string pings;
  for (int i = 0; i < 10'000; ++i) pings += server_frame(ping_opcode, std::string(125, 'p'));
  serve([&](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await peer.welcome();
    for (int i = 0; i < 100 && losses(LossReason::transport) == 0; ++i) co_await peer.send(pings);
    co_await peer.fall_silent();
  });
  start();
  wait_for_loss(LossReason::transport);
  EXPECT_EQ(problem(), "transport: the server does not read what it is sent");
}

}  // namespace
}  // namespace sluice::net
