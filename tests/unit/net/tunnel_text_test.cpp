#include "gateway/net/tunnel_text.hpp"

#include <gmock/gmock.h>

#include <optional>

namespace sluice::net {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const config::Url shop = config::parse_websocket_url("ws://shop.internal:6001/app").value();

TEST(TunnelRequestTest, NamesHostAndPortAndShowsTheLoginToTheProxy) {
  EXPECT_THAT(tunnel_request({"p", 1, "ann:p@ss"}, shop),
              AllOf(StartsWith("CONNECT shop.internal:6001 HTTP/1.1\r\n"
                               "Host: shop.internal:6001\r\nUser-Agent: sluice/"),
                    HasSubstr("\r\nProxy-Authorization: Basic YW5uOnBAc3M=\r\n\r\n")));
  EXPECT_THAT(tunnel_request({"p", 1, ""}, shop), Not(HasSubstr("Proxy-Authorization")));
  const auto pusher = config::parse_websocket_url("wss://[2001:db8::1]").value();
  EXPECT_THAT(tunnel_request({"p", 1, ""}, pusher), StartsWith("CONNECT [2001:db8::1]:443 "));
}

struct TunnelAnswerTest : testing::Test {
  /// "made", "more", or the error.
  std::string feed(std::string_view bytes) {
    if (!answer) answer.emplace(proxy, shop);
    const auto done = answer->feed(bytes);
    if (!done) return done.error().message;
    return *done ? "made" : "more";
  }

  config::Proxy proxy{"p", 1, ""};
  std::optional<TunnelAnswer> answer;
};

TEST_F(TunnelAnswerTest, MakesATunnelInHoweverManyPiecesItComes) {
  const std::string_view text =
      "HTTP/1.1 200 Connection established\r\nContent-Length: 5\r\nProxy-Agent: x\r\n\r\n";
  for (std::size_t i = 0; i + 1 < text.size(); ++i) ASSERT_EQ(feed(text.substr(i, 1)), "more");
  EXPECT_EQ(feed(text.substr(text.size() - 1)), "made");
}

TEST_F(TunnelAnswerTest, SaysWhyThereIsNone) {
  EXPECT_EQ(feed("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 9\r\n\r\nno"),
            "refuses a tunnel to shop.internal:6001: 407 Proxy Authentication Required (it wants a "
            "login)");
  answer.reset();
  proxy.login = "ann:secret";
  EXPECT_EQ(feed("HTTP/1.0 407 No\r\n\r\n"),
            "refuses a tunnel to shop.internal:6001: 407 No (it does not take the login)");
  answer.reset();
  EXPECT_EQ(feed("HTTP/1.1 407 No\r\nProxy-Authenticate: Negotiate\r\n\r\n"),
            "refuses a tunnel to shop.internal:6001: 407 No (it takes no Basic login)");
  answer.reset();
  EXPECT_EQ(feed("HTTP/1.1 407 No\r\nProxy-Authenticate: NTLM\r\n"
                 "Proxy-Authenticate: Negotiate, Basic realm=x\r\n\r\n"),
            "refuses a tunnel to shop.internal:6001: 407 No (it does not take the login)");
  answer.reset();
  EXPECT_THAT(feed("HTTP/1.1 503 " + std::string(5'000, 'x') + "\r\n\r\n").size(),
              testing::Lt(200U));
  answer.reset();
  EXPECT_EQ(feed("HTTP/1.1 403 Forbidden\r\n\r\n"),
            "refuses a tunnel to shop.internal:6001: 403 Forbidden (many proxies allow port 443 "
            "only)");
  answer.reset();
  EXPECT_EQ(feed("HTTP/1.1 503 \x1b[2J\r\n\r\n"), "its answer is not HTTP: bad reason");
}

TEST_F(TunnelAnswerTest, RefusesWhatIsNoAnswer) {
  EXPECT_THAT(feed("SSH-2.0-OpenSSH\r\n\r\n"), StartsWith("its answer is not HTTP: "));
  answer.reset();
  EXPECT_EQ(feed("HTTP/1.1 200 OK\r\nX: " + std::string(9'000, 'x')),
            "its answer has a header of more than 8192 bytes");
  answer.reset();
  EXPECT_EQ(feed("HTTP/1.1 200 OK\r\n\r\nhello"),
            "it sent something before anything was asked of the server");
}

}  // namespace
}  // namespace sluice::net
