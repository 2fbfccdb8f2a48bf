#include "config/url.hpp"

#include "config/host_port.hpp"

#include <gtest/gtest.h>

#include <string>

namespace sluice::config {
namespace {

Result<Url> parse(std::string_view text) {
  const bool websocket = text.starts_with('w') || text.starts_with('W');
  return websocket ? parse_websocket_url(text) : parse_http_url(text);
}

struct Good {
  const char* text;
  const char* scheme;
  bool tls;
  const char* host;
  std::uint16_t port;
  const char* target;
  const char* authority;
};

class GoodUrlTest : public testing::TestWithParam<Good> {};

TEST_P(GoodUrlTest, IsTakenApart) {
  const auto url = parse(GetParam().text);
  ASSERT_TRUE(url) << url.error().message;
  EXPECT_EQ(url->scheme, GetParam().scheme);
  EXPECT_EQ(url->tls, GetParam().tls);
  EXPECT_EQ(url->host, GetParam().host);
  EXPECT_EQ(url->port, GetParam().port);
  EXPECT_EQ(url->target, GetParam().target);
  EXPECT_EQ(url->authority(), GetParam().authority);
}

INSTANTIATE_TEST_SUITE_P(
    All, GoodUrlTest,
    testing::Values(
        Good{"http://a", "http", false, "a", 80, "/", "a"},
        Good{"https://a/", "https", true, "a", 443, "/", "a"},
        Good{"ws://a", "ws", false, "a", 80, "/", "a"},
        Good{"wss://a:443/p/q", "wss", true, "a", 443, "/p/q", "a"},
        Good{"wss://ws.b-c.org:8443/x", "wss", true, "ws.b-c.org", 8443, "/x", "ws.b-c.org:8443"},
        Good{"HTTPS://a:1", "https", true, "a", 1, "/", "a:1"},
        Good{"WSS://A", "wss", true, "A", 443, "/", "A"},
        Good{"https://a?q", "https", true, "a", 443, "/?q", "a"},
        Good{"https://a/p?x=1&y=/", "https", true, "a", 443, "/p?x=1&y=/", "a"},
        Good{"http://[::1]:8080/x", "http", false, "::1", 8080, "/x", "[::1]:8080"},
        Good{"ws://[fe80::1]", "ws", false, "fe80::1", 80, "/", "[fe80::1]"},
        Good{"ws://127.0.0.1:65535", "ws", false, "127.0.0.1", 65535, "/", "127.0.0.1:65535"},
        Good{"http://my_service/%20", "http", false, "my_service", 80, "/%20", "my_service"}));

struct Bad {
  const char* text;
  const char* message;
};

class BadUrlTest : public testing::TestWithParam<Bad> {};

TEST_P(BadUrlTest, IsRefusedSayingWhy) {
  const auto url = parse_http_url(GetParam().text);
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().message, GetParam().message);
}

constexpr auto no_scheme = "must begin with http:// or https://";
constexpr auto no_host = "has no host";
constexpr auto bad_host = "has a host that is no name or address";
constexpr auto bad_ipv6 = "has no IPv6 address between '[' and ']'";
constexpr auto bad_port = "has a port that is not in 1..65535";
constexpr auto bad_path = "has characters in its path that must be percent-encoded";
constexpr auto has_user = "must not hold a user or password";

INSTANTIATE_TEST_SUITE_P(
    All, BadUrlTest,
    testing::Values(Bad{"", no_scheme}, Bad{"a", no_scheme}, Bad{"//a", no_scheme},
                    Bad{"a:80/x", no_scheme}, Bad{"http:a", no_scheme}, Bad{"http:/a", no_scheme},
                    Bad{"ftp://a", no_scheme}, Bad{"ws://a", no_scheme}, Bad{"http://", no_host},
                    Bad{"http://:80/", no_host}, Bad{"http:///x", no_host},
                    Bad{"http://::1/", no_host}, Bad{"http://a:", bad_port},
                    Bad{"http://a:0", bad_port}, Bad{"http://a:65536", bad_port},
                    Bad{"http://a:8x", bad_port}, Bad{"http://a:-1", bad_port},
                    Bad{"http://a:+1", bad_port}, Bad{"http://a!b/", bad_host},
                    Bad{"http://a b", bad_host}, Bad{"http://a\r\n", bad_host},
                    Bad{"http://\xc3\xa9/", bad_host},
                    Bad{"http://[::1", "has '[' without ']' around an IPv6 address"},
                    Bad{"http://[]", bad_ipv6}, Bad{"http://[a]/", bad_ipv6},
                    Bad{"http://[::1::]/", bad_ipv6}, Bad{"http://[fe80::1%25lo]/", bad_ipv6},
                    Bad{"http://[::1]x", "has text after the ']' of its host"},
                    Bad{"http://user:secret@a/", has_user}, Bad{"http://user@a", has_user},
                    Bad{"http://a/#f", "must not have a fragment"}, Bad{"http://a/b c", bad_path},
                    Bad{"http://a/\r\nX: y", bad_path}, Bad{"http://a/\xc3\xa9", bad_path}));

TEST(UrlTest, OfAWebSocketMayHaveAQuery) {
  EXPECT_EQ(parse_websocket_url("wss://a/auth?x=1")->target, "/auth?x=1");
  EXPECT_EQ(parse_websocket_url("http://a").error().message, "must begin with ws:// or wss://");
}

TEST(UrlTest, IsWithTlsAtThePortOfTlsUnlessItNamesOne) {
  EXPECT_EQ(with_tls(parse_websocket_url("ws://a/p").value()).shown(), "wss://a/p");
  EXPECT_EQ(with_tls(parse_websocket_url("ws://a/p").value()).port, 443);
  EXPECT_EQ(with_tls(parse_websocket_url("ws://a:6001").value()).shown(), "wss://a:6001/");
  EXPECT_EQ(with_tls(parse_websocket_url("ws://a:80").value()).port, 80);
  EXPECT_TRUE(with_tls(parse_websocket_url("ws://a").value()).tls);
  EXPECT_EQ(with_tls(parse_websocket_url("wss://a:1").value()).shown(), "wss://a:1/");
}

TEST(UrlTest, IsShownWithoutItsQuery) {
  EXPECT_EQ(parse_http_url("https://a:8443/auth?token=secret")->shown(), "https://a:8443/auth");
}

TEST(HostPortTest, NeedsNoPortWhereSomebodyConnects) {
  EXPECT_EQ(parse_host_port("a")->port, 0);
  EXPECT_EQ(parse_host_port("a:1")->port, 1);
  EXPECT_EQ(parse_host_port("[::1]:9092")->host, "::1");
  for (const auto* text : {"", ":1", "a:", "a:0", "a:65536", "a b:1", "a/b", "[::1", "a:1:2"}) {
    EXPECT_FALSE(parse_host_port(text)) << text;
  }
}

TEST(ListenAddressTest, IsAHostAndAPort) {
  const auto address = parse_listen_address("[::]:9464");
  ASSERT_TRUE(address) << address.error().message;
  EXPECT_EQ(address->host, "::");
  EXPECT_EQ(address->port, 9464);
  EXPECT_EQ(parse_listen_address("localhost:0")->port, 0);
  for (const auto* text : {"", "9464", "localhost", ":9464", "a:-1", "a:1:2", "a:65536", "[a]:1"}) {
    EXPECT_FALSE(parse_listen_address(text)) << text;
  }
}

TEST(MqttUrlTest, IsAHostAndPerhapsAPort) {
  EXPECT_EQ(parse_mqtt_url("mqtt://broker")->port, 1883);
  EXPECT_EQ(parse_mqtt_url("mqtts://broker")->port, 8883);
  EXPECT_EQ(parse_mqtt_url("mqtts://[::1]:1")->shown(), "mqtts://[::1]:1/");
  for (const std::string url :
       {"", "broker", "tcp://broker", "mqtt://", "mqtt://:1883", "mqtt://b:0", "mqtt://b:65536",
        "mqtt://b:x", "mqtt://b:", "mqtt://b/path", "mqtt://user:pw@b", "mqtt://b?x=1"}) {
    EXPECT_FALSE(parse_mqtt_url(url).has_value()) << url;
  }
}

}  // namespace
}  // namespace sluice::config
