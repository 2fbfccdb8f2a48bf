#include "gateway/net/http_client.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "tests/support/free_port.hpp"
#include "tests/unit/net/http_client_fixture.hpp"

namespace sluice::net {
namespace {

using boost::asio::awaitable;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// Answers every request in the same way and keeps the connection.
ScriptedServer::Script always(std::string answer) {
  return [answer = std::move(answer)](Peer& peer) -> awaitable<void> {
    for (;;) {
      const auto request = co_await peer.request();
      if (request.empty()) co_return;
      co_await peer.send(answer);
    }
  };
}

/// Reads all requests and answers none.
awaitable<void> silent(Peer& peer) {
  for (;;) {
    const auto request = co_await peer.request();
    if (request.empty()) co_return;
  }
}

class HttpClientTest : public HttpClientFixture {};

TEST_F(HttpClientTest, GetsWithoutAContent) {
  std::string seen;
  ScriptedServer server{loop_, [&](Peer& peer) -> awaitable<void> {
                          seen = co_await peer.request();
                          co_await peer.send(http_answer(200, "{}"));
                        }};
  connect(endpoint(server.port()));
  post({.method = HttpMethod::get, .target = "/api/v1/status"});
  EXPECT_THAT(results(1), ElementsAre("200 {}"));
  EXPECT_THAT(seen, StartsWith("GET /api/v1/status HTTP/1.1\r\n"));
  EXPECT_THAT(seen, Not(HasSubstr("Content-")));
}

TEST_F(HttpClientTest, PostsTheFormWithTheHeadersOfTheRequest) {
  std::string seen;
  ScriptedServer server{loop_, [&](Peer& peer) -> awaitable<void> {
                          seen = co_await peer.request();
                          co_await peer.send(http_answer(200, "{}"));
                        }};
  connect(endpoint(server.port()));
  post({.content_type = form_content_type,
        .body = "socket_id=1.2&channel_name=private-a",
        .headers = {{"Authorization", "Bearer t"}, {"X-Team", "desk"}}});
  EXPECT_THAT(results(1), ElementsAre("200 {}"));
  EXPECT_THAT(seen, StartsWith("POST /auth?a=1 HTTP/1.1\r\n"));
  EXPECT_THAT(seen, HasSubstr(fmt::format("Host: 127.0.0.1:{}\r\n", server.port())));
  EXPECT_THAT(seen, HasSubstr("Authorization: Bearer t\r\n"));
  EXPECT_THAT(seen, HasSubstr("X-Team: desk\r\n"));
  EXPECT_THAT(seen, HasSubstr("Content-Type: application/x-www-form-urlencoded\r\n"));
  EXPECT_THAT(seen, HasSubstr("\r\n\r\nsocket_id=1.2&channel_name=private-a"));
}

TEST_F(HttpClientTest, PostsWhatARequestSaysToTheTargetItNames) {
  std::string seen;
  ScriptedServer server{loop_, [&](Peer& peer) -> awaitable<void> {
                          seen = co_await peer.request();
                          co_await peer.send(http_answer(200, "{}"));
                        }};
  connect(endpoint(server.port()));
  post({.target = "/apps/1/events?a=b", .content_type = "application/json", .body = "{}"});
  EXPECT_THAT(results(1), ElementsAre("200 {}"));
  EXPECT_THAT(seen, StartsWith("POST /apps/1/events?a=b HTTP/1.1\r\n"));
  EXPECT_THAT(seen, HasSubstr("Content-Type: application/json\r\n"));
  EXPECT_THAT(seen, testing::EndsWith("\r\n\r\n{}"));
}

TEST_F(HttpClientTest, AsksThroughATunnelAndUsesItAgain) {
  std::vector<std::string> seen;
  ScriptedServer proxy{loop_, [&](Peer& peer) -> awaitable<void> {
                         seen.push_back(co_await peer.request());
                         co_await peer.send("HTTP/1.1 200 OK\r\n\r\n");
                         for (int i = 0; i < 2; ++i) {
                           seen.push_back(co_await peer.request());
                           co_await peer.send(http_answer(200, "{}"));
                         }
                       }};
  auto to = endpoint(80, "http", "auth.invalid");
  to.proxy = config::Proxy{"127.0.0.1", proxy.port(), "ann:secret"};
  connect(to);
  post();
  results(1);
  post();
  EXPECT_THAT(results(2), Each("200 {}"));
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_THAT(seen[0], AllOf(StartsWith("CONNECT auth.invalid:80 "), HasSubstr("Basic ")));
  EXPECT_THAT(seen[2], AllOf(StartsWith("POST /auth?a=1 "), HasSubstr("Host: auth.invalid\r\n"),
                             Not(HasSubstr("Basic "))));
}

TEST_F(HttpClientTest, SaysWhyAProxyMakesNoTunnel) {
  ScriptedServer proxy{loop_, [](Peer& peer) -> awaitable<void> {
                         co_await peer.request();
                         co_await peer.send("HTTP/1.1 403 Forbidden\r\n\r\n");
                       }};
  auto to = endpoint(8080, "http", "auth.invalid");
  to.proxy = config::Proxy{"127.0.0.1", proxy.port(), "ann:secret"};
  connect(to);
  post();
  EXPECT_THAT(
      results(1),
      ElementsAre(fmt::format(
          "auth endpoint http://auth.invalid:8080/auth: proxy 127.0.0.1:{}: refuses a tunnel to "
          "auth.invalid:8080: 403 Forbidden (many proxies allow port "
          "443 only)",
          proxy.port())));
}

TEST_F(HttpClientTest, AProxyThatSaysNothingHasAsLongAsTheRequest) {
  ScriptedServer proxy{loop_, silent};
  auto to = endpoint(8080, "http", "auth.invalid");
  to.proxy = config::Proxy{"127.0.0.1", proxy.port(), ""};
  to.timeout = Duration{50};
  connect(to);
  post();
  EXPECT_THAT(results(1), ElementsAre(HasSubstr("timed out")));
}

TEST_F(HttpClientTest, UsesAConnectionAgain) {
  ScriptedServer server{loop_, always(http_answer(200, "ok"))};
  connect(endpoint(server.port()));
  for (std::size_t i = 1; i <= 3; ++i) {
    post();
    results(i);
  }
  EXPECT_THAT(results_, ElementsAre("200 ok", "200 ok", "200 ok"));
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientTest, HasNoMoreRequestsAtOnceThanAllowed) {
  int at_once = 0;
  int most = 0;
  ScriptedServer server{loop_, [&](Peer& peer) -> awaitable<void> {
                          for (;;) {
                            const auto request = co_await peer.request();
                            if (request.empty()) co_return;
                            most = std::max(most, ++at_once);
                            co_await boost::asio::post(loop_, boost::asio::use_awaitable);
                            --at_once;
                            co_await peer.send(http_answer(200, "ok"));
                          }
                        }};
  auto to = endpoint(server.port());
  to.concurrent_max = 3;
  connect(to);
  for (int i = 0; i < 50; ++i) post();
  EXPECT_THAT(results(50), Each("200 ok"));
  EXPECT_LE(most, 3);
  EXPECT_EQ(server.connections(), 3);
}

TEST_F(HttpClientTest, RefusesMoreWaitingRequestsThanAllowed) {
  ScriptedServer server{loop_, silent};
  auto to = endpoint(server.port());
  to.waiting_max = 2;
  connect(to);
  for (int i = 0; i < 3; ++i) post();
  EXPECT_TRUE(results_.empty());  // not told from within post()
  EXPECT_THAT(results(1), ElementsAre(HasSubstr(": 2 requests already wait")));
}

TEST_F(HttpClientTest, SendsARequestAgainWhenTheServerHadClosedTheKeptConnection) {
  ScriptedServer server{loop_, [](Peer& peer) -> awaitable<void> {
                          co_await peer.request();
                          co_await peer.send(http_answer(200, "ok"));
                        }};
  connect(endpoint(server.port()));
  post();
  results(1);
  EXPECT_TRUE(run_until(loop_, [&] { return server.open() == 0; }));
  post();
  EXPECT_THAT(results(2), ElementsAre("200 ok", "200 ok"));
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpClientTest, DoesNotSendAgainOnAFreshConnection) {
  ScriptedServer server{loop_, [](Peer& peer) -> awaitable<void> { co_await peer.request(); }};
  connect(endpoint(server.port()));
  post();
  EXPECT_THAT(results(1), ElementsAre(HasSubstr("answer: the server closed the connection")));
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientTest, ClosesWhenTheServerSaysSo) {
  ScriptedServer server{loop_, always(http_answer(200, "ok", "Connection: close\r\n"))};
  connect(endpoint(server.port()));
  post();
  results(1);
  post();
  results(2);
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpClientTest, GivesARequestUpInTime) {
  ScriptedServer server{loop_, silent};
  auto to = endpoint(server.port());
  to.timeout = Duration{300};
  connect(to);
  post();
  EXPECT_THAT(results(1),
              ElementsAre(fmt::format("auth endpoint http://127.0.0.1:{}/auth: answer: timed out "
                                      "after 300 ms",
                                      server.port())));
}

TEST_F(HttpClientTest, ServesTheNextAfterOneThatTimedOut) {
  ScriptedServer server{loop_, [&](Peer& peer) -> awaitable<void> {
                          const auto request = co_await peer.request();
                          if (request.ends_with("slow")) co_await peer.request();
                          co_await peer.send(http_answer(200, "ok"));
                        }};
  auto to = endpoint(server.port());
  to.timeout = Duration{1000};
  to.concurrent_max = 1;
  connect(to);
  post("slow");
  post("quick");
  EXPECT_THAT(results(2), ElementsAre(HasSubstr("timed out"), "200 ok"));
}

TEST_F(HttpClientTest, DoesNotWaitForAConnectionForEver) {
  ScriptedServer server{loop_, silent};
  auto to = endpoint(server.port());
  to.timeout = Duration{300};
  to.wait_max = Duration{10};
  to.concurrent_max = 1;
  connect(to);
  post();
  post();
  EXPECT_THAT(results(2), ElementsAre(HasSubstr("timed out after 300 ms"),
                                      HasSubstr("no free connection for 10 ms")));
}

TEST_F(HttpClientTest, RefusesAnAnswerThatIsTooLarge) {
  ScriptedServer server{loop_, always(http_answer(200, std::string(1001, 'x')))};
  auto to = endpoint(server.port());
  to.answer_max = 1000;
  connect(to);
  post();
  EXPECT_THAT(results(1), ElementsAre(HasSubstr("answer: larger than 1000 bytes")));
}

TEST_F(HttpClientTest, RefusesAChunkedAnswerThatIsTooLarge) {
  const std::string chunk = "200\r\n" + std::string(512, 'x') + "\r\n";
  ScriptedServer server{
      loop_, always("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk)};
  auto to = endpoint(server.port());
  to.answer_max = 1000;
  connect(to);
  post();
  EXPECT_THAT(results(1), ElementsAre(HasSubstr("answer: larger than 1000 bytes")));
}

TEST_F(HttpClientTest, ReadsAChunkedAnswer) {
  ScriptedServer server{loop_, always("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n"
                                      "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n")};
  connect(endpoint(server.port()));
  post();
  EXPECT_THAT(results(1), ElementsAre("201 abcde"));
}

TEST_F(HttpClientTest, TakesARedirectAsAnAnswer) {
  ScriptedServer server{loop_,
                        always(http_answer(302, "away", "Location: http://127.0.0.1:1/\r\n"))};
  connect(endpoint(server.port()));
  post();
  EXPECT_THAT(results(1), ElementsAre("302 away"));
}

TEST_F(HttpClientTest, PassesOverInterimAnswers) {
  ScriptedServer server{loop_, always("HTTP/1.1 103 Early Hints\r\n\r\n" + http_answer(200, "ok"))};
  connect(endpoint(server.port()));
  post();
  EXPECT_THAT(results(1), ElementsAre("200 ok"));
}

TEST_F(HttpClientTest, TrustsNoConnectionWithBytesAfterTheAnswer) {
  ScriptedServer server{loop_, always(http_answer(200, "ok") + http_answer(200, "smuggled"))};
  connect(endpoint(server.port()));
  post();
  results(1);
  post();
  EXPECT_THAT(results(2), ElementsAre("200 ok", "200 ok"));
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(HttpClientTest, SaysWhatIsNotAnAnswer) {
  ScriptedServer server{loop_, always("SSH-2.0-x\r\n\r\n")};
  connect(endpoint(server.port()));
  post();
  EXPECT_THAT(results(1), ElementsAre(HasSubstr("/auth: answer: bad version")));
}

TEST_F(HttpClientTest, SaysWhatItCouldNotReach) {
  const auto port = test::free_port();
  connect(endpoint(port));
  post();
  EXPECT_THAT(results(1), ElementsAre(fmt::format("auth endpoint http://127.0.0.1:{}/auth: "
                                                  "connect: 127.0.0.1: Connection refused",
                                                  port)));
}

TEST_F(HttpClientTest, CallsNobodyOnceItIsDestroyed) {
  ScriptedServer server{loop_, silent};
  auto to = endpoint(server.port());
  to.concurrent_max = 2;
  connect(to);
  for (int i = 0; i < 4; ++i) post();
  EXPECT_TRUE(run_until(loop_, [&] { return server.open() == 2; }));
  client_.reset();
  EXPECT_TRUE(run_until(loop_, [&] { return server.open() == 0; }));
  EXPECT_THAT(results_, ElementsAre());
}

TEST_F(HttpClientTest, MayBeDestroyedBeforeItBegins) {
  ScriptedServer server{loop_, silent};
  auto to = endpoint(server.port());
  to.waiting_max = 1;
  connect(to);
  for (int i = 0; i < 3; ++i) post();
  client_.reset();
  while (loop_.poll() != 0) continue;
  EXPECT_THAT(results_, ElementsAre());
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(HttpClientTest, MayBeDestroyedByTheOneItAnswers) {
  ScriptedServer server{loop_, always(http_answer(200, "ok"))};
  connect(endpoint(server.port()));
  bool answered = false;
  client_->send({.body = "a=b"}, [&](const Result<HttpResponse>&) {
    client_.reset();
    answered = true;
  });
  post();
  EXPECT_TRUE(run_until(loop_, [&] { return answered && server.open() == 0; }));
  EXPECT_THAT(results_, ElementsAre());
}

TEST_F(HttpClientTest, RefusesHeadersThatWouldBreakTheRequestWithoutShowingThem) {
  connect(endpoint(1));
  post({.headers = {{"Authorization", "Bearer secret\r\nX: y"}}});
  EXPECT_THAT(results(1), ElementsAre("auth endpoint http://127.0.0.1:1/auth: header "
                                      "Authorization: its value holds a line break or another "
                                      "control character"));
}

TEST_F(HttpClientTest, RefusesHeadersThatItSetsItself) {
  connect(endpoint(1));
  post({.headers = {{"content-length", "3"}}});
  EXPECT_THAT(results(1), ElementsAre(HasSubstr("header content-length: is set by the gateway")));
}

TEST_F(HttpClientTest, RefusesAWebSocketUrl) {
  auto to = endpoint(1);
  to.url = *config::parse_websocket_url("ws://127.0.0.1:1");
  EXPECT_EQ(HttpClient::make(loop_, lookups_, to, contexts_).error().message,
            "auth endpoint: scheme \"ws\" is none of http, https");
}

}  // namespace
}  // namespace sluice::net
