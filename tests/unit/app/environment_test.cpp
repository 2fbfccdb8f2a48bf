#include "gateway/app/environment.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

namespace sluice::app {
namespace {

config::Environment with(const std::string& name, const std::string& value) {
  return [name, value](std::string_view asked) {
    return asked == name ? std::optional{value} : std::nullopt;
  };
}

std::vector<config::Connection> of(const config::Connection& connection) {
  return {connection};
}

struct EnvironmentProxiesTest : testing::Test {
  EnvironmentProxiesTest() {
    connection.cluster = "eu";
    connection.auth.endpoint = "http://auth.internal/";
    connection.user.emplace().endpoint = "https://auth.internal/user";
    connection.api.emplace();
  }
  config::Connection connection;
};

TEST(EnvironmentTest, KeepsTheProxiesToItself) {
  ::setenv("HTTPS_PROXY", "http://p", 1);
  ::setenv("all_proxy", "http://q", 1);
  ::setenv("SLUICE_OTHER", "other", 1);
  const auto environment = take_environment();
  EXPECT_EQ(environment("HTTPS_PROXY"), "http://p");
  EXPECT_EQ(environment("all_proxy"), "http://q");
  EXPECT_EQ(environment("SLUICE_OTHER"), "other");
  EXPECT_EQ(environment("no_proxy"), std::nullopt);
  EXPECT_EQ(std::getenv("HTTPS_PROXY"), nullptr);
  EXPECT_EQ(std::getenv("all_proxy"), nullptr);
  EXPECT_STREQ(std::getenv("SLUICE_OTHER"), "other");
}

TEST_F(EnvironmentProxiesTest, AreForWhatTheyAreMeantFor) {
  auto connections = of(connection);
  add_proxies(connections, with("HTTPS_PROXY", "http://p"));
  EXPECT_EQ(connections[0].proxy.reveal(), "http://p");
  EXPECT_EQ(connections[0].auth.proxy.reveal(), "");
  EXPECT_EQ(connections[0].user->proxy.reveal(), "http://p");
  EXPECT_EQ(connections[0].api->proxy.reveal(), "http://p");
  add_proxies(connections, with("http_proxy", "http://q"));
  EXPECT_EQ(connections[0].auth.proxy.reveal(), "http://q");
}

TEST_F(EnvironmentProxiesTest, LeaveAloneWhatTheFileSays) {
  connection.proxy = config::Secret{"none"};
  connection.user.reset();
  connection.api->proxy = config::Secret{"http://own"};
  auto connections = of(connection);
  add_proxies(connections, with("HTTPS_PROXY", "http://p"));
  EXPECT_EQ(connections[0].proxy.reveal(), "none");
  EXPECT_EQ(connections[0].api->proxy.reveal(), "http://own");
}

TEST_F(EnvironmentProxiesTest, ThatAreNoneAreNamedWhereTheyWouldBeUsed) {
  auto connections = of(connection);
  try {
    add_proxies(connections, with("HTTPS_PROXY", "https://ann:secret@p"));
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(),
                 "HTTPS_PROXY of the environment must begin with http://: a proxy that is itself "
                 "asked over TLS is not supported");
  }
  connection.cluster.clear();
  connection.url = "ws://shop.internal";
  connection.user.reset();
  connection.api.reset();
  connections = of(connection);
  EXPECT_NO_THROW(add_proxies(connections, with("HTTPS_PROXY", "https://ann:secret@p")));
}

}  // namespace
}  // namespace sluice::app
