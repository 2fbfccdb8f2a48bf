#include "config/url.hpp"

#include <gtest/gtest.h>

namespace sluice::config {
namespace {

TEST(Url, IsTakenApart) {
  const auto url = parse_websocket_url("wss://ws.example.org:8443/prefix/x");
  ASSERT_TRUE(url) << url.error().message;
  EXPECT_EQ(url->scheme, "wss");
  EXPECT_EQ(url->host, "ws.example.org");
  EXPECT_EQ(url->port, 8443);
  EXPECT_EQ(url->path, "/prefix/x");
}

TEST(Url, HasThePortOfItsSchemeByDefault) {
  EXPECT_EQ(parse_websocket_url("ws://a")->port, 80);
  EXPECT_EQ(parse_websocket_url("wss://a/")->port, 443);
  EXPECT_EQ(parse_http_url("http://a")->port, 80);
  EXPECT_EQ(parse_http_url("https://a")->port, 443);
}

TEST(Url, HasAnAddressWithoutBrackets) {
  const auto url = parse_websocket_url("ws://[::1]:6001");
  ASSERT_TRUE(url) << url.error().message;
  EXPECT_EQ(url->host, "::1");
  EXPECT_EQ(url->port, 6001);
  EXPECT_EQ(url->path, "");
}

TEST(Url, MayHaveAQueryWhenItIsHttp) {
  EXPECT_EQ(parse_http_url("https://a/auth?x=1")->path, "/auth?x=1");
  EXPECT_EQ(parse_http_url("https://a?x=1")->path, "?x=1");
  EXPECT_FALSE(parse_websocket_url("wss://a/auth?x=1"));
}

TEST(Url, IsRefusedInEveryOtherForm) {
  for (const auto* text :
       {"",          "a",          "//a",      "ws:a",        "ws:/a",      "ws://",
        "ws://:80",  "ws:///x",    "WS://a",   "ws://a:",     "ws://a:x",   "ws://a:70000",
        "ws://u@a",  "ws://u:p@a", "ws://a b", "ws://a/b c",  "ws://a\r\n", "ws://a/\r\nX: y",
        "ws://[::1", "ws://[]",    "ws://[a]", "ws://[::1]x", "ws://a/#x"}) {
    EXPECT_FALSE(parse_websocket_url(text)) << text;
  }
}

TEST(ListenAddress, IsAHostAndAPort) {
  const auto address = parse_listen_address("[::]:9464");
  ASSERT_TRUE(address) << address.error().message;
  EXPECT_EQ(address->host, "::");
  EXPECT_EQ(address->port, 9464);
  EXPECT_EQ(parse_listen_address("localhost:0")->port, 0);
  for (const auto* text : {"", "9464", "localhost", ":9464", "a:-1", "a:1:2", "a:65536"}) {
    EXPECT_FALSE(parse_listen_address(text)) << text;
  }
}

}  // namespace
}  // namespace sluice::config
