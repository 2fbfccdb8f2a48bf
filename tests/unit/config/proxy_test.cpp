#include "config/proxy.hpp"

#include <gtest/gtest.h>

#include <map>

namespace sluice::config {
namespace {

std::string error_of(std::string_view text) {
  const auto parsed = parse_proxy(text);
  return parsed ? "" : parsed.error().message;
}

TEST(ProxyTest, IsAHostWithAPortAndALogin) {
  EXPECT_EQ(parse_proxy("http://proxy.internal:3128").value(), (Proxy{"proxy.internal", 3128, ""}));
  EXPECT_EQ(parse_proxy("HTTP://proxy.internal/").value(), (Proxy{"proxy.internal", 80, ""}));
  EXPECT_EQ(parse_proxy("http://[::1]:8080").value().shown(), "[::1]:8080");
  EXPECT_EQ(parse_proxy("http://ann:p%40ss%3a@10.0.0.1:8080").value(),
            (Proxy{"10.0.0.1", 8080, "ann:p@ss:"}));
  EXPECT_EQ(parse_proxy("http://ann@10.0.0.1").value().login, "ann:");
}

TEST(ProxyTest, SaysWhatIsWrongAndQuotesNothing) {
  EXPECT_EQ(error_of("https://ann:secret@p"),
            "must begin with http://: a proxy that is itself asked over TLS is not supported");
  EXPECT_EQ(error_of("socks5://p"), "must begin with http://");
  EXPECT_EQ(error_of("p:3128"), "must begin with http://");
  EXPECT_EQ(error_of("http://p:3128/path"), "must end after host and port");
  EXPECT_EQ(error_of("http://"), "has no host");
  EXPECT_EQ(error_of("http://p:x"), "has a port that is not in 1..65535");
  EXPECT_EQ(error_of("http://:secret@p"), "has a login without a user");
  EXPECT_EQ(error_of("http://a%3Ab:secret@p"), "has a colon in the user of its login");
  EXPECT_EQ(error_of("http://a:%0d%0ab@p"), "has a control character in its login");
  for (const auto* half : {"http://a:%@p", "http://a:%4@p", "http://a:%4g@p"}) {
    EXPECT_EQ(error_of(half), "has a % without two digits in its login") << half;
  }
}

TEST(ProxyTest, NoneIsNone) {
  EXPECT_EQ(proxy_of(Secret{""}), std::nullopt);
  EXPECT_EQ(proxy_of(Secret{"none"}), std::nullopt);
  EXPECT_EQ(proxy_of(Secret{"http://p"})->host, "p");
}

bool listed(std::string_view url, std::string_view list) {
  return is_listed(parse_http_url(url).value(), list);
}

TEST(ProxyTest, AListNamesHostsDomainsAddressesAndNetworks) {
  EXPECT_TRUE(listed("http://api.example.org", "other, Example.org"));
  EXPECT_TRUE(listed("http://example.org", "example.org"));
  EXPECT_TRUE(listed("http://EXAMPLE.org", "other .example.org"));
  EXPECT_TRUE(listed("http://api.example.org", "*.example.org"));
  EXPECT_FALSE(listed("http://badexample.org", "example.org"));
  EXPECT_FALSE(listed("http://example.org.evil", "example.org"));
  EXPECT_TRUE(listed("http://example.org:8080", "example.org:8080"));
  EXPECT_FALSE(listed("http://example.org", "example.org:8080"));
  EXPECT_TRUE(listed("https://anything", "*"));
  EXPECT_TRUE(listed("http://10.1.2.3", "10.0.0.0/8"));
  EXPECT_FALSE(listed("http://11.1.2.3", "10.0.0.0/8"));
  EXPECT_TRUE(listed("http://10.1.2.3", "10.1.2.3"));
  EXPECT_TRUE(listed("http://[2001:db8::5]", "2001:db8::/32"));
  EXPECT_FALSE(listed("http://10.1.2.3", "10.0.0.0/x, 10.0.0.0/33,, 0.0.0.0/18446744073709551615"));
  EXPECT_FALSE(listed("http://example.org", ""));
}

TEST(ProxyTest, ThisMachineIsReachedWithoutOne) {
  for (const auto* here : {"http://localhost:1", "http://127.0.0.1", "http://127.9.9.9",
                           "http://[::1]", "http://LOCALHOST"}) {
    EXPECT_TRUE(listed(here, "")) << here;
  }
  EXPECT_FALSE(listed("http://localhost.example.org", ""));
}

struct NamedProxyTest : testing::Test {
  [[nodiscard]] std::string named(std::string_view url) const {
    const auto parsed = url.starts_with("ws") ? parse_websocket_url(url) : parse_http_url(url);
    const auto proxy = named_proxy(parsed.value(), [this](std::string_view name) {
      const auto found = variables.find(std::string{name});
      return found == variables.end() ? std::nullopt : std::optional{found->second};
    });
    return proxy ? proxy->variable + " " + proxy->value : "";
  }
  std::map<std::string, std::string> variables;
};

TEST_F(NamedProxyTest, DependsOnTheSchemeOfTheUrl) {
  variables = {{"HTTP_PROXY", "http://plain"}, {"HTTPS_PROXY", "http://secure"}};
  EXPECT_EQ(named("ws://example.org"), "HTTP_PROXY http://plain");
  EXPECT_EQ(named("http://example.org"), "HTTP_PROXY http://plain");
  EXPECT_EQ(named("wss://example.org"), "HTTPS_PROXY http://secure");
  EXPECT_EQ(named("https://example.org"), "HTTPS_PROXY http://secure");
}

TEST_F(NamedProxyTest, SmallLettersComeFirstAndEmptyIsNone) {
  variables = {{"HTTP_PROXY", "http://large"}, {"http_proxy", "http://small"}};
  EXPECT_EQ(named("ws://example.org"), "http_proxy http://small");
  variables["http_proxy"] = "small:3128";
  EXPECT_EQ(named("ws://example.org"), "http_proxy http://small:3128");
  variables["http_proxy"] = "";
  EXPECT_EQ(named("ws://example.org"), "HTTP_PROXY http://large");
}

TEST_F(NamedProxyTest, IsNoneForWhatTheListNamesAndForThisMachine) {
  variables = {{"http_proxy", "http://p"}, {"NO_PROXY", "example.org"}};
  EXPECT_EQ(named("ws://example.org"), "");
  EXPECT_EQ(named("ws://localhost"), "");
  EXPECT_EQ(named("ws://example.com"), "http_proxy http://p");
}

}  // namespace
}  // namespace sluice::config
