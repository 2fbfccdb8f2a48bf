#include "gateway/net/url.hpp"

#include <gtest/gtest.h>

#include <string>

namespace sluice::net {
namespace {

struct Good {
  const char* text;
  bool tls;
  const char* host;
  std::uint16_t port;
  const char* target;
  const char* authority;
};

class GoodUrlTest : public testing::TestWithParam<Good> {};

TEST_P(GoodUrlTest, IsTakenApart) {
  const auto url = parse_url(GetParam().text);
  ASSERT_TRUE(url) << url.error().message;
  EXPECT_EQ(url->tls, GetParam().tls);
  EXPECT_EQ(url->host, GetParam().host);
  EXPECT_EQ(url->port, GetParam().port);
  EXPECT_EQ(url->target, GetParam().target);
  EXPECT_EQ(url->authority(), GetParam().authority);
}

INSTANTIATE_TEST_SUITE_P(
    All, GoodUrlTest,
    testing::Values(Good{"http://a", false, "a", 80, "/", "a"},
                    Good{"https://a/", true, "a", 443, "/", "a"},
                    Good{"ws://a.b-c.d:6001/app", false, "a.b-c.d", 6001, "/app", "a.b-c.d:6001"},
                    Good{"wss://a:443/p/q?x=1&y=/", true, "a", 443, "/p/q?x=1&y=/", "a"},
                    Good{"HTTPS://a:1", true, "a", 1, "/", "a:1"},
                    Good{"https://a?q", true, "a", 443, "/?q", "a"},
                    Good{"http://[::1]:8080/x", false, "::1", 8080, "/x", "[::1]:8080"},
                    Good{"http://[fe80::1]", false, "fe80::1", 80, "/", "[fe80::1]"},
                    Good{"http://127.0.0.1:65535", false, "127.0.0.1", 65535, "/",
                         "127.0.0.1:65535"},
                    Good{"http://my_service/%20", false, "my_service", 80, "/%20", "my_service"}));

struct Bad {
  const char* text;
  const char* message;
};

class BadUrlTest : public testing::TestWithParam<Bad> {};

TEST_P(BadUrlTest, IsRefusedSayingWhy) {
  const auto url = parse_url(GetParam().text);
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().message, GetParam().message);
}

constexpr auto no_scheme = "a URL begins with http://, https://, ws:// or wss://";
constexpr auto not_ascii = "a URL holds visible ASCII characters only; percent-encode the others";

INSTANTIATE_TEST_SUITE_P(
    All, BadUrlTest,
    testing::Values(
        Bad{"", no_scheme}, Bad{"a:80/x", no_scheme}, Bad{"http:/a", no_scheme},
        Bad{"ftp://a", "scheme \"ftp\" is none of http, https, ws, wss"},
        Bad{"http://", "the host is missing"}, Bad{"http://:80/", "the host is missing"},
        Bad{"http://a:", "port \"\" is not a number from 1 to 65535"},
        Bad{"http://a:0", "port \"0\" is not a number from 1 to 65535"},
        Bad{"http://a:65536", "port \"65536\" is not a number from 1 to 65535"},
        Bad{"http://a:8x", "port \"8x\" is not a number from 1 to 65535"},
        Bad{"http://::1/", "the host is missing"}, Bad{"http://a!b/", "\"a!b\" is not a host"},
        Bad{"http://[::1", "\"[\" without \"]\""}, Bad{"http://[a]/", "\"a\" is not a host"},
        Bad{"http://[::1]x", "after \"]\" only a port may follow"},
        Bad{"http://user:secret@a/", "a user name or password does not belong into a URL"},
        Bad{"http://a/#f", "a fragment (\"#…\") is of no use here"}, Bad{"http://a/ b", not_ascii},
        Bad{"http://a/\r\nX: y", not_ascii}, Bad{"http://é/", not_ascii}));

TEST(UrlTest, IsShownWithoutItsQuery) {
  EXPECT_EQ(parse_url("https://a:8443/auth?token=secret")->shown(), "https://a:8443/auth");
}

}  // namespace
}  // namespace sluice::net
