// How a connection publishes client events.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/unit/net/connection_fixture.hpp"

namespace sluice::net {
namespace {

namespace asio = boost::asio;
using namespace test;  // NOLINT: the frames of a server
using testing::ElementsAre;
using testing::IsEmpty;

class ConnectionPublishTest : public ConnectionFixture {
 protected:
  ConnectionPublishTest() {
    settings_.channels = {"private-orders"};
    settings_.auth.secret = config::Secret{"secret"};
    settings_.reconnect.initial = settings_.reconnect.max = Duration{0};
  }

  void publish(std::string name, std::string channel = "private-orders") {
    connection_->publish({.channel = std::move(channel), .name = std::move(name), .data = "1"},
                         [this](const ReturnOutcome& outcome) { outcomes_.push_back(outcome); });
  }
  void wait_for_outcomes(std::size_t count) {
    wait_until([&] { return outcomes_.size() == count; });
  }
  /// Welcomes the client; it has then asked for its channel.
  static asio::awaitable<void> welcome(ChannelsPeer& peer) {
    co_await peer.upgrade(established_frame());
    co_await peer.frame();
    co_await peer.send(acknowledged_frame("private-orders"));
  }
  static asio::awaitable<void> ignore(ChannelsPeer& peer) {
    co_await peer.upgrade();
    co_await peer.remaining_frames();
  }

  std::vector<ReturnOutcome> outcomes_;
};

/// The name of the event in a client's frame.
std::string name_of(const ClientFrame& frame) {
  return nlohmann::json::parse(frame.payload)["event"];
}

TEST_F(ConnectionPublishTest, SendsAnEventOnceItsChannelIsSubscribedAndTellsWhenItIsRead) {
  std::vector<std::string> names;
  serve([&](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await welcome(peer);
    while (const auto frame = co_await peer.frame()) {
      if (frame->opcode != text_opcode) continue;
      names.push_back(name_of(*frame));
      if (frame->payload == channels::ping_message) {
        EXPECT_THAT(outcomes_, IsEmpty());
        co_await peer.send(text_frame(channels::pong_message));
      }
    }
  });
  start();
  publish("filled");
  wait_for_outcomes(1);
  EXPECT_EQ(outcomes_[0].loss, std::nullopt);
  EXPECT_THAT(names, ElementsAre("client-filled", "pusher:ping"));
}

TEST_F(ConnectionPublishTest, TellsOfAnEventThatCanNeverBeSentFromALaterTurn) {
  serve(&ignore);
  start();
  publish("filled", "orders");
  EXPECT_THAT(outcomes_, IsEmpty());
  wait_for_outcomes(1);
  EXPECT_EQ(outcomes_[0].loss, ReturnLoss::public_channel);
}

TEST_F(ConnectionPublishTest, SendsAgainWhatAServerHadNotReadWhenItWent) {
  std::vector<std::string> names;
  serve([&](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await welcome(peer);
    while (const auto frame = co_await peer.frame()) {
      if (frame->opcode != text_opcode) continue;
      names.push_back(name_of(*frame));
      const bool first = server_->connections() == 1;
      if (first && names.back() == "client-2") co_return;
      if (!first && frame->payload == channels::ping_message) {
        co_await peer.send(text_frame(channels::pong_message));
      }
    }
  });
  start();
  publish("1");
  publish("2");
  wait_for_outcomes(2);
  EXPECT_EQ(outcomes_[1].retries, 1U);
  std::erase(names, "pusher:ping");
  EXPECT_THAT(names, ElementsAre("client-1", "client-2", "client-1", "client-2"));
}

TEST_F(ConnectionPublishTest, CanBeAskedToPublishByWhoHearsOfAnOutcome) {
  serve(&ignore);
  start();
  connection_->publish({.channel = "orders"}, [this](const auto&) { publish("b", "orders"); });
  wait_for_outcomes(1);
}

TEST_F(ConnectionPublishTest, SendsAgainAfterARefusalWhateverTheServerSaysInBetween) {
  int sent = 0;
  serve([&](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await welcome(peer);
    while (const auto frame = co_await peer.frame()) {
      if (frame->opcode != text_opcode) continue;
      if (name_of(*frame) == "client-1" && ++sent == 1) {
        co_await peer.send(text_frame(R"({"event":"pusher:error","data":{"code":4301}})"));
      }
      if (frame->payload == channels::ping_message) {
        co_await peer.send(text_frame(channels::pong_message));
      }
    }
  });
  start();
  publish("1");
  wait_for_outcomes(1);
  EXPECT_EQ(outcomes_[0].retries, 1U);
}

TEST_F(ConnectionPublishTest, GivesAServerUpThatDoesNotReadWhatIsPublished) {
  settings_.client_events = {.rate = 1e6, .burst = 1'000'000, .confirm = Confirmation::written};
  serve([](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await welcome(peer);
    co_await peer.fall_silent();
  });
  start();
  wait_until([this] {
    publish(std::string(190, 'e'));
    return losses(LossReason::transport) > 0;
  });
  EXPECT_EQ(problem(), "transport: the server does not read what it is sent");
}

}  // namespace
}  // namespace sluice::net
