#include "gateway/net/admin_server.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <stdexcept>
#include <vector>

#include "tests/unit/net/admin_client.hpp"
#include "tests/unit/net/run_until.hpp"

namespace sluice::net {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class AdminServerTest : public testing::Test {
 protected:
  void SetUp() override { start({}); }

  void start(AdminLimits limits) {
    server_.reset();
    AdminHandlers handlers{.metrics = [] { return std::string{"up 1\n"}; },
                           .live =
                               [] {
                                 return Health{true, "alive"};
                               },
                           .ready = [this] { return ready_; },
                           .started =
                               [] {
                                 return Health{true, "started"};
                               },
                           .status = [this](auto done) { ask_for_status(std::move(done)); },
                           .reload =
                               [this](auto done) {
                                 ++reloads_;
                                 done(reloaded_);
                               },
                           .plan = {}};
    auto made = AdminServer::start(loop_, {.listen = "127.0.0.1:0"}, std::move(handlers), log_,
                                   probe_, limits);
    ASSERT_TRUE(made) << made.error().message;
    server_ = *std::move(made);
  }

  /// Answers from a later turn, when `status_` is known.
  void ask_for_status(std::function<void(std::string)> done) {
    waiting_.push_back(std::move(done));
    if (status_) give_status(*status_);
  }
  void give_status(const std::string& json) {
    for (const auto& done : std::exchange(waiting_, {})) {
      boost::asio::post(loop_, [done, json] { done(json); });
    }
  }

  AdminClient client() { return {loop_, server_->port()}; }

  /// The whole answer to one request on a connection of its own.
  std::string ask(std::string_view request_line, std::string_view more_headers = "") {
    auto asking = client();
    asking.send(fmt::format("{} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{}\r\n",
                            request_line, more_headers));
    return asking.rest();
  }

  telemetry::Log log_{telemetry::Level::error, telemetry::LogFormat::logfmt};
  AdminProbe probe_;
  boost::asio::io_context loop_;
  Health ready_{true, "ready"};
  std::optional<std::string> status_ = R"({"a":1})";
  std::vector<std::function<void(std::string)>> waiting_;
  ChangeAnswer reloaded_{true, R"({"b":2})"};
  int reloads_ = 0;
  std::unique_ptr<AdminServer> server_;
};

TEST_F(AdminServerTest, ShowsTheMetrics) {
  const auto answer = ask("GET /metrics");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\nup 1\n"));
}

TEST_F(AdminServerTest, AnswersProbes) {
  EXPECT_THAT(ask("GET /livez"), EndsWith("\r\n\r\nalive\n"));
  EXPECT_THAT(ask("GET /startupz"), EndsWith("\r\n\r\nstarted\n"));
  EXPECT_THAT(ask("GET /readyz?verbose"), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(AdminServerTest, SaysWhyItIsNotReady) {
  ready_ = {false, "sink kafka is down"};
  const auto answer = ask("GET /readyz");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 503 Service Unavailable\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\nsink kafka is down\n"));
}

TEST_F(AdminServerTest, ShowsTheStatusAsJson) {
  const auto answer = ask("GET /api/v1/status");
  EXPECT_THAT(answer, HasSubstr("Content-Type: application/json\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n{\"a\":1}"));
}

TEST_F(AdminServerTest, AnswersProbesWhileTheStatusIsGathered) {
  status_.reset();
  auto asking = client();
  asking.send("GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(ask("GET /livez"), EndsWith("\r\n\r\nalive\n"));
  ASSERT_EQ(waiting_.size(), 1U);
  give_status("{}");
  EXPECT_THAT(asking.rest(), EndsWith("\r\n\r\n{}"));
}

TEST_F(AdminServerTest, CanEndWhileTheStatusIsGathered) {
  status_.reset();
  auto asking = client();
  asking.send("GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_THAT(ask("GET /livez"), EndsWith("alive\n"));
  server_.reset();
  give_status("{}");
  EXPECT_EQ(asking.rest(), "");
}

TEST_F(AdminServerTest, AnswersHeadWithTheHeaderAlone) {
  const auto answer = ask("HEAD /metrics");
  EXPECT_THAT(answer, HasSubstr("Content-Length: 5\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST_F(AdminServerTest, ReloadsForAPostWithAHeaderOfItsOwn) {
  const auto post = [this](std::string_view headers) {
    auto asking = client();
    asking.send(
        fmt::format("POST /api/v1/reload HTTP/1.1\r\nConnection: close\r\n{}\r\n", headers));
    return asking.rest();
  };
  const auto answer = post("Host: localhost\r\nX-Requested-By: me\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Type: application/json\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n{\"b\":2}"));
  reloaded_.ok = false;
  EXPECT_THAT(post("Host: localhost\r\nX-Requested-By: me\r\n"),
              StartsWith("HTTP/1.1 400 Bad Request\r\n"));
  EXPECT_EQ(reloads_, 2);
  EXPECT_THAT(post("Host: localhost\r\n"), StartsWith("HTTP/1.1 403 Forbidden\r\n"));
  EXPECT_THAT(post("Host: evil\r\nX-Requested-By: me\r\n"), StartsWith("HTTP/1.1 421 "));
  EXPECT_THAT(post("Host: localhost\r\nX-Requested-By: me\r\nOrigin: http://a\r\n"),
              StartsWith("HTTP/1.1 403 "));
  EXPECT_THAT(post("Host: localhost\r\nX-Requested-By: me\r\nContent-Length: 1\r\n"),
              StartsWith("HTTP/1.1 413 "));
  EXPECT_EQ(reloads_, 2);
}

TEST_F(AdminServerTest, ReloadsForNoOtherMethod) {
  for (const auto* method : {"GET", "HEAD", "PUT", "OPTIONS"}) {
    const auto answer = ask(fmt::format("{} /api/v1/reload", method), "X-Requested-By: me\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 405 Method Not Allowed\r\n")) << method;
    EXPECT_THAT(answer, HasSubstr("Allow: POST\r\n"));
  }
  EXPECT_EQ(reloads_, 0);
}

TEST_F(AdminServerTest, KnowsNoOtherPath) {
  EXPECT_THAT(ask("GET /index.html"), StartsWith("HTTP/1.1 404 Not Found\r\n"));
  EXPECT_THAT(ask("GET /metrics/"), StartsWith("HTTP/1.1 404 Not Found\r\n"));
}

TEST_F(AdminServerTest, AnswersNoOtherMethod) {
  const auto answer = ask("DELETE /metrics");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 405 Method Not Allowed\r\n"));
  EXPECT_THAT(answer, HasSubstr("Allow: GET, HEAD\r\n"));
  EXPECT_THAT(ask("POST /livez", "Content-Length: 100000\r\n"), StartsWith("HTTP/1.1 405 "));
}

TEST_F(AdminServerTest, TakesNoBody) {
  EXPECT_THAT(ask("GET /livez", "Content-Length: 4\r\n"), StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(ask("GET /livez", "Transfer-Encoding: chunked\r\n"), StartsWith("HTTP/1.1 413 "));
}

TEST_F(AdminServerTest, SaysWhatIsWrongWithARequest) {
  auto asking = client();
  asking.send("what is this\r\n\r\n");
  const auto answer = asking.rest();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 Bad Request\r\n"));
  EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\nnot an HTTP request: bad version\n"));
}

TEST_F(AdminServerTest, RefusesAHeaderThatIsTooLarge) {
  const auto answer = ask("GET /livez", fmt::format("X: {}\r\n", std::string(100'000, 'x')));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(answer, EndsWith("the header is larger than 8192 bytes\n"));
}

TEST_F(AdminServerTest, KeepsAConnection) {
  auto asking = client();
  for (int i = 0; i < 3; ++i) {
    asking.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_THAT(asking.until("alive\n"), StartsWith("HTTP/1.1 200 OK\r\n"));
  }
}

TEST_F(AdminServerTest, AnswersRequestsThatComeTogetherInTheirOrder) {
  auto asking = client();
  asking.send(
      "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
      "GET /startupz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  const auto answers = asking.rest();
  EXPECT_LT(answers.find("alive\n"), answers.find("started\n"));
}

TEST_F(AdminServerTest, CutsOffAHeaderThatDoesNotEnd) {
  start({.header_time = Duration{50}});
  auto slow = client();
  slow.send("GET /livez HTTP/1.1\r\n");
  EXPECT_EQ(slow.rest(), "");
}

TEST_F(AdminServerTest, CutsOffALaterHeaderThatDoesNotEnd) {
  start({.header_time = Duration{50}});
  auto slow = client();
  slow.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
  slow.until("alive\n");
  slow.send("GET");
  EXPECT_EQ(slow.rest(), "");
}

class AdminServerOfThreeTest : public AdminServerTest {
 protected:
  void SetUp() override { start({.header_time = Duration{20'000}, .connections_max = 3}); }
};

TEST_F(AdminServerOfThreeTest, TurnsAwayWhoIsOneTooMany) {
  std::vector<AdminClient> busy;
  for (int i = 0; i < 3; ++i) busy.push_back(client());
  auto late = client();
  EXPECT_THAT(late.rest(), EndsWith("\r\n\r\ntoo many connections\n"));
  busy.front().send("GET /livez HTTP/1.0\r\nHost: localhost\r\n\r\n");
  EXPECT_THAT(busy.front().rest(), EndsWith("alive\n"));
}

TEST_F(AdminServerOfThreeTest, TakesTheNextInWhenOneHasLeft) {
  std::vector<AdminClient> busy;
  for (int i = 0; i < 3; ++i) busy.push_back(client());
  EXPECT_THAT(ask("GET /livez"), StartsWith("HTTP/1.1 503 "));
  busy.front().close();
  EXPECT_TRUE(run_until(loop_, [&] { return ask("GET /livez").ends_with("alive\n"); }));
}

TEST_F(AdminServerOfThreeTest, MakesRoomByClosingWhoIsIdleLongest) {
  std::vector<AdminClient> idle;
  for (int i = 0; i < 3; ++i) {
    idle.push_back(client());
    idle.back().send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
    idle.back().until("alive\n");
  }
  EXPECT_THAT(ask("GET /livez"), EndsWith("alive\n"));
  EXPECT_EQ(idle[0].rest(), "");
  idle[1].send("GET /livez HTTP/1.0\r\nHost: localhost\r\n\r\n");
  EXPECT_THAT(idle[1].rest(), EndsWith("alive\n"));
}

TEST_F(AdminServerTest, ClosesEveryConnectionWhenItGoes) {
  auto asking = client();
  asking.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
  asking.until("alive\n");
  server_.reset();
  EXPECT_EQ(asking.rest(), "");
}

/// No file can be opened while it lives.
class NoFileDescriptors {
 public:
  NoFileDescriptors() {
    getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit none{0, before_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoFileDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST_F(AdminServerTest, GoesOnAfterFileDescriptorsRanOut) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "UBSan opens a pipe to look at an object, and takes it for broken without one";
#endif
  auto asking = client();
  {
    const NoFileDescriptors limit;
    while (loop_.poll() != 0) continue;
  }
  asking.send("GET /livez HTTP/1.0\r\nHost: localhost\r\n\r\n");
  EXPECT_THAT(asking.rest(), EndsWith("alive\n"));
}

TEST_F(AdminServerTest, NamesTheAddressItCannotHave) {
  const auto listen = fmt::format("127.0.0.1:{}", server_->port());
  EXPECT_EQ(AdminServer::start(loop_, {.listen = listen}, {}, log_, probe_).error().message,
            fmt::format("admin server {}: Address already in use", listen));
}

TEST_F(AdminServerTest, RefusesAnAddressThatIsNone) {
  const auto refusal = [this](const std::string& listen) {
    return AdminServer::start(loop_, {.listen = listen}, {}, log_, probe_).error().message;
  };
  EXPECT_EQ(refusal("9464"), "admin server 9464: has no port");
  EXPECT_EQ(refusal("127.0.0.1:x"), "admin server 127.0.0.1:x: has a port that is not in 0..65535");
  EXPECT_EQ(refusal("a.example:1"), "admin server a.example:1: \"a.example\" is not an IP address");
}

TEST_F(AdminServerTest, AnswersAFailureOfAHandlerWithItsReason) {
  AdminHandlers handlers;
  handlers.metrics = []() -> std::string { throw std::runtime_error{"no memory for it"}; };
  server_ =
      *AdminServer::start(loop_, {.listen = "localhost:0"}, std::move(handlers), log_, probe_);
  EXPECT_THAT(ask("GET /metrics"), StartsWith("HTTP/1.1 500 Internal Server Error\r\n"));
}

}  // namespace
}  // namespace sluice::net
