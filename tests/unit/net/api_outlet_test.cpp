#include "gateway/net/api_outlet.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/support/session_settings.hpp"
#include "tests/unit/net/run_until.hpp"
#include "tests/unit/net/scripted_server.hpp"

namespace sluice::net {
namespace {

using boost::asio::awaitable;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

/// An outlet in one loop with the API that a test scripts.
class ApiOutletTest : public testing::Test {
 protected:
  /// Answers the n-th request with the n-th of these, and further ones with the last.
  void serve(std::vector<std::string> answers) {
    server_.emplace(shard_.io(), [this, answers](Peer& peer) -> awaitable<void> {
      while (true) {
        const auto request = co_await peer.request();
        if (request.empty()) co_return;
        requests_.push_back(request);
        co_await peer.send(answers[std::min(requests_.size(), answers.size()) - 1]);
      }
    });
    settings_.name = "market";
    settings_.key = "app-key";
    settings_.url = "ws://127.0.0.1:1";
    settings_.api.emplace();
    settings_.api->url = fmt::format("http://127.0.0.1:{}", server_->port());
    settings_.api->app_id = "7";
    settings_.api->secret = config::Secret{"secret"};
    outlet_.emplace(shard_, settings_, session_, log_);
  }
  void publish(std::string name) {
    outlet_->publish({.channel = "trades", .name = std::move(name), .data = "1"},
                     [this](const ReturnOutcome& outcome) { outcomes_.push_back(outcome); });
  }
  void wait_for_outcomes(std::size_t count) {
    ASSERT_TRUE(run_until(shard_.io(), [&] { return outcomes_.size() == count; }));
  }

  Shard shard_{0};
  std::optional<ScriptedServer> server_;
  std::vector<std::string> requests_;
  config::Connection settings_;
  channels::ConnectionProbe probe_;
  channels::Session session_{test::session_settings(), probe_, shard_.parser(), shard_.random()};
  telemetry::Log log_{telemetry::Level::error, telemetry::LogFormat::logfmt};
  std::optional<ApiOutlet> outlet_;
  std::vector<ReturnOutcome> outcomes_;
};

TEST_F(ApiOutletTest, PostsAnEventAndTellsThatItIsPublished) {
  serve({http_answer(200, "{}")});
  publish("price");
  EXPECT_THAT(outcomes_, IsEmpty());
  wait_for_outcomes(1);
  EXPECT_EQ(outcomes_[0].loss, std::nullopt);
  EXPECT_THAT(requests_[0], StartsWith("POST /apps/7/events?auth_key=app-key&auth_timestamp="));
  EXPECT_THAT(requests_[0], HasSubstr("Content-Type: application/json\r\n"));
  EXPECT_THAT(requests_[0], HasSubstr(R"({"channel":"trades","data":"1","name":"price"})"));
}

TEST_F(ApiOutletTest, PostsWhatCameMeanwhileAsOneBatch) {
  serve({http_answer(200, "{}")});
  for (const auto* name : {"1", "2", "3"}) publish(name);
  wait_for_outcomes(3);
  ASSERT_EQ(requests_.size(), 2U);
  EXPECT_THAT(requests_[1], StartsWith("POST /apps/7/batch_events?"));
}

TEST_F(ApiOutletTest, AsksAgainUntilTheServerHasTakenIt) {
  serve({http_answer(503, "busy"), http_answer(200, "{}")});
  publish("price");
  wait_for_outcomes(1);
  EXPECT_EQ(outcomes_[0].loss, std::nullopt);
  EXPECT_EQ(outcomes_[0].retries, 1U);
}

TEST_F(ApiOutletTest, TellsWhatTheServerSaidOfAnEventThatItRefuses) {
  serve({http_answer(400, "no such thing")});
  publish("price");
  wait_for_outcomes(1);
  EXPECT_EQ(outcomes_[0].loss, ReturnLoss::refused);
  EXPECT_EQ(outcomes_[0].detail, "the API answered 400: no such thing");
}

TEST_F(ApiOutletTest, SettlesAnEventThatBecomesStaleBetweenTwoTries) {
  serve({http_answer(503, "busy")});
  outlet_->publish({.channel = "trades",
                    .name = "price",
                    .data = "1",
                    .expires_at = shard_.now() + std::chrono::milliseconds(100)},
                   [this](const ReturnOutcome& outcome) { outcomes_.push_back(outcome); });
  wait_for_outcomes(1);
  EXPECT_EQ(outcomes_[0].loss, ReturnLoss::expired);
}

TEST_F(ApiOutletTest, CanBeAskedToPublishByWhoHearsOfAnOutcome) {
  serve({http_answer(200, "{}")});
  outlet_->publish({.channel = "not a name"}, [this](const ReturnOutcome&) { publish("price"); });
  wait_for_outcomes(1);
}

TEST_F(ApiOutletTest, PostsAndTellsNothingOnceStopped) {
  serve({http_answer(200, "{}")});
  publish("price");
  outlet_->stop();
  publish("price");
  while (shard_.io().poll() > 0) continue;
  EXPECT_THAT(outcomes_, IsEmpty());
}

}  // namespace
}  // namespace sluice::net
