#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "gateway/net/admin_server.hpp"
#include "tests/unit/net/admin_client.hpp"
#include "tests/unit/net/run_until.hpp"

namespace sluice::net {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

/// A tap that the test feeds.
class AdminServerTapTest : public testing::Test {
 protected:
  class Stream final : public AdminStream {
   public:
    explicit Stream(AdminServerTapTest& test) : test_(test) { ++test_.open_; }
    ~Stream() override { --test_.open_; }
    std::string next() override { return std::exchange(test_.text_, {}); }
    [[nodiscard]] bool is_over() const noexcept override { return test_.over_; }

   private:
    AdminServerTapTest& test_;
  };

  void SetUp() override {
    AdminHandlers handlers;
    handlers.live = [] { return Health{true, "alive"}; };
    handlers.tap = [this](std::string_view query, std::function<void()> more) -> StreamAnswer {
      query_ = query;
      if (query == "bad") return {.stream = nullptr, .status = 400, .why = "bad is no parameter"};
      more_ = std::move(more);
      return {.stream = std::make_unique<Stream>(*this), .status = 0, .why = {}};
    };
    auto made = AdminServer::start(loop_, {.listen = "127.0.0.1:0"}, std::move(handlers), log_,
                                   probe_, {.header_time = Duration{50}});
    ASSERT_TRUE(made) << made.error().message;
    server_ = *std::move(made);
  }

  AdminClient ask(std::string_view target) {
    AdminClient client{loop_, server_->port()};
    client.send(fmt::format("GET {} HTTP/1.1\r\nHost: localhost\r\n\r\n", target));
    return client;
  }
  void say(const std::string& text) {
    text_ += text;
    more_();
  }

  telemetry::Log log_{telemetry::Level::error, telemetry::LogFormat::logfmt};
  AdminProbe probe_;
  boost::asio::io_context loop_;
  std::string query_;
  std::string text_ = ": open\n\n";
  bool over_ = false;
  int open_ = 0;
  std::function<void()> more_;
  std::unique_ptr<AdminServer> server_;
};

TEST_F(AdminServerTapTest, SendsWhatComesAsItComesAndBeyondEveryLimitOfARequest) {
  auto client = ask("/api/v1/tap?channel=a*");
  EXPECT_THAT(client.until(": open\n\n"), AllOf(StartsWith("HTTP/1.1 200 OK\r\n"),
                                                HasSubstr("Content-Type: text/event-stream\r\n"),
                                                HasSubstr("Connection: close\r\n")));
  EXPECT_EQ(query_, "channel=a*");
  AdminClient slow{loop_, server_->port()};
  slow.send("GET /livez HTTP/1.1\r\n");
  EXPECT_EQ(slow.rest(), "") << "the limit of a request's time has passed";
  say("data: 1\n\n");
  EXPECT_THAT(client.until("data: 1\n\n"), EndsWith("data: 1\n\n"));
  over_ = true;
  say("data: 2\n\n");
  EXPECT_THAT(client.rest(), EndsWith("data: 2\n\n"));
  EXPECT_EQ(open_, 0);
}

TEST_F(AdminServerTapTest, ForgetsWhoLeavesAQuietStream) {
  auto client = ask("/api/v1/tap");
  client.until(": open\n\n");
  EXPECT_EQ(open_, 1);
  client.close();
  EXPECT_TRUE(run_until(loop_, [this] { return open_ == 0; }));
}

TEST_F(AdminServerTapTest, EndsWithTheServer) {
  auto client = ask("/api/v1/tap");
  client.until(": open\n\n");
  server_.reset();
  EXPECT_EQ(client.rest(), "");
  EXPECT_EQ(open_, 0);
}

TEST_F(AdminServerTapTest, AnswersWhyThereIsNone) {
  auto client = ask("/api/v1/tap?bad");
  EXPECT_THAT(client.until("parameter\n"),
              AllOf(StartsWith("HTTP/1.1 400 "), EndsWith("\r\n\r\nbad is no parameter\n")));
  client.send("HEAD /api/v1/tap HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(client.rest(), AllOf(HasSubstr("HTTP/1.1 405 "), HasSubstr("Allow: GET\r\n")));
}

TEST_F(AdminServerTapTest, IsGuardedLikeTheStatus) {
  AdminClient client{loop_, server_->port()};
  client.send("GET /api/v1/tap HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 192.0.2.9\r\n\r\n");
  EXPECT_THAT(client.until("token\n"), StartsWith("HTTP/1.1 403 "));
  client.send("GET /api/v1/config HTTP/1.1\r\nHost: evil\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(client.rest(), HasSubstr("HTTP/1.1 421 "));
  EXPECT_EQ(open_, 0);
}

}  // namespace
}  // namespace sluice::net
