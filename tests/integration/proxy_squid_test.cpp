#include <gmock/gmock.h>

#include <string>

#include "tests/support/certificates.hpp"
#include "tests/support/squid.hpp"
#include "tests/support/stage_fixture.hpp"
#include "tests/support/tls_guard.hpp"

// What the gateway reaches through a real proxy.
namespace sluice::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class ProxySquidTest : public StageFixture {
 protected:
  void SetUp() override {
    StageFixture::SetUp();
    SLUICE_REQUIRE_PART(Squid);
  }
  [[nodiscard]] static std::string at(const std::string& scheme, const std::string& host,
                                      std::uint16_t port) {
    return scheme + "://" + host + ":" + std::to_string(port);
  }
  /// Names that only the proxy can look up.
  [[nodiscard]] std::string server_url() {
    return at("ws", "channels.internal", stage.server().port());
  }
  [[nodiscard]] std::string auth_url() {
    return at("http", "auth.internal", stage.auth().port()) + "/";
  }
  [[nodiscard]] static SquidSettings usual() {
    return {.users = {{"ann", "se:cr@t"}, {"ben", "other"}},
            .names = {"channels.internal", "auth.internal", "localhost"}};
  }
  /// Connection and endpoint have this proxy.
  void configure(const std::string& proxy) {
    const auto line = ", proxy: \"" + proxy + "\"";
    stage.clear();
    stage.connection("shop", server_url(), "${APP_KEY}")
        .channels("private-orders")
        .with("auth: {endpoint: \"" + auth_url() + "\"" + line + "}" + line +
              ", reconnect: {initial: 50ms, max: 50ms}");
    stage.mqtt("floor");
    stage.route("floor", "out/{event}");
  }
  void publish_and_wait(const std::string& event, std::size_t count = 1) {
    stage.publisher().trigger("private-orders", event, "data");
    EXPECT_EQ(stage.listener().wait_messages(count).back().topic, "out/" + event);
  }
  void expect_no_secret() {
    for (const auto& line : stage.gateway().process().lines()) {
      for (const auto* secret : {"cr@t", "cr%40t", "YW5uOnNl"}) {
        EXPECT_THAT(line, Not(HasSubstr(secret)));
      }
    }
  }
};

TEST_F(ProxySquidTest, ConnectionAndEndpointAreReachedThroughItAndAnotherOneTakesOver) {
  const Squid squid{usual()};
  configure(squid.url("ann:se%3Acr%40t"));
  GatewayProcess& gateway = stage.start();
  publish_and_wait("first");
  configure(squid.url("ben:other"));
  stage.rewrite();
  EXPECT_EQ(gateway.post("/api/v1/reload", within(start_time)).status, 200);
  EXPECT_EQ(gateway.metric("sluice_takeovers_total"), 1);
  publish_and_wait("second", 2);
  EXPECT_EQ(gateway.terminate(), 0);
  expect_no_secret();
}

TEST_F(ProxySquidTest, TlsIsWithTheServerBehindIt) {
  const Squid squid{usual()};
  const CertificateAuthority authority;
  const auto client = authority.issue_to("gateway");
  const TlsGuard guard{stage.driver(), stage.server().port(), authority};
  stage.connection("shop", at("wss", "localhost", guard.port()), "${APP_KEY}")
      .channels("private-orders")
      .signs()
      .with("proxy: \"" + squid.url("ann:se%3Acr%40t") + "\", tls: {ca_file: " +
            authority.ca_file().string() + ", cert_file: " + client.certificate_file.string() +
            ", key_file: " + client.key_file.string() + "}");
  stage.mqtt("floor");
  stage.route("floor", "out/{event}");
  GatewayProcess& gateway = stage.start();
  publish_and_wait("first");
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(ProxySquidTest, AWrongLoginIsSaidEverywhereAndShownNowhere) {
  const Squid squid{usual()};
  configure(squid.url("ann:wrong-se:cr@t"));
  GatewayProcess& gateway = stage.launch();
  gateway.wait_logged({"407 Proxy Authentication Required", "it does not take the login"});
  EXPECT_THAT(gateway.get("/api/v1/status").body, HasSubstr("407 Proxy Authentication Required"));
  EXPECT_THAT(gateway.get("/api/v1/status").body, Not(HasSubstr("cr@t")));
  EXPECT_EQ(gateway.terminate(), 0);
  expect_no_secret();
}

TEST_F(ProxySquidTest, TheStockFileRefusesOtherPortsThan443) {
  const Squid squid{{.stock = true}};
  configure(squid.url());
  GatewayProcess& gateway = stage.launch();
  gateway.wait_logged({"403 Forbidden", "many proxies allow port 443 only"});
  EXPECT_EQ(gateway.terminate(), 0);
}

/// The broker is none of the ports that this one lets through.
TEST_F(ProxySquidTest, TheOneThatTheEnvironmentNamesIsForChannelsAndNotForBrokers) {
  auto settings = usual();
  settings.users.clear();
  settings.ports = {stage.server().port()};
  const Squid squid{settings};
  stage.environment = {{"http_proxy", squid.url()}, {"no_proxy", "elsewhere.internal"}};
  stage.connection("shop", server_url(), "${APP_KEY}").channels("private-orders").signs();
  stage.mqtt("floor");
  stage.route("floor", "out/{event}");
  GatewayProcess& gateway = stage.start();
  publish_and_wait("first");
  EXPECT_EQ(gateway.terminate(), 0);
}

}  // namespace
}  // namespace sluice::test
