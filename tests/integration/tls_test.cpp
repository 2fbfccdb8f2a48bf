#include <gtest/gtest.h>

#include <memory>

#include "tests/support/certificates.hpp"
#include "tests/support/stage_fixture.hpp"

// Whom the real gateway trusts on each of its three ways out: to the Channels server, to the
// authorisation endpoint and to the broker.
namespace sluice::test {
namespace {

class TlsTest : public StageFixture {
 protected:
  TlsTest() { stage.environment["CA"] = authority.ca_file().string(); }

  const CertificateAuthority authority;
};

constexpr const char* trusting = "tls: {ca_file: \"${CA}\"}";
constexpr const char* careless = "tls: {verify: false}";

TEST_F(TlsTest, ReachesWhomItsAuthorityVouchesForAndAnybodyWhereVerificationIsOff) {
  Driver driver{authority.ca_file()};
  const Soketi server{authority.good()};
  AuthEndpoint endpoint{driver, server.app(), authority.good()};
  const Mosquitto broker{{.certificate = authority.good()}};
  const Soketi self_signed_server{authority.self_signed()};
  const AuthEndpoint expired_endpoint{driver, server.app(), authority.expired()};
  const Mosquitto wrong_host_broker{{.certificate = authority.wrong_host()}};
  MqttListener listener{driver, {.url = broker.url(), .ca_file = authority.ca_file().string()}};
  stage.connection("strict", server.url(), server.app().key)
      .channels("private-orders")
      .with(trusting)
      .asks(endpoint, trusting);
  stage.connection("careless", self_signed_server.url(), server.app().key)
      .channels("private-orders")
      .with(careless)
      .asks(expired_endpoint, careless);
  stage.mqtt("strict", broker.url()).with(trusting);
  stage.mqtt("careless", wrong_host_broker.url()).with(careless);
  stage.route("strict", "orders/{event}");
  stage.route("careless", "orders/{event}");
  GatewayProcess& gateway = stage.start();
  Publisher{driver, server}.trigger("private-orders", "new", "over TLS all the way");
  const auto message = listener.wait_messages(1).front();
  EXPECT_EQ(message.topic, "orders/new");
  EXPECT_EQ(message.payload, "over TLS all the way");
  gateway.wait_metric("sluice_records_total", {{"sink", "careless"}, {"outcome", "delivered"}}, 1);
  EXPECT_EQ(gateway.terminate(), 0);
}

/// A certificate that must be refused, and what the gateway says about it: of servers and endpoints
/// in its own words, of brokers in OpenSSL's.
struct Bad {
  std::string name;  ///< as in the configuration
  const Certificate& certificate;
  std::string reason;
  std::string broker_reason;
};

TEST_F(TlsTest, RefusesEveryOtherCertificateAndSaysWhatIsWrongWithIt) {
  // A stranger is good to those who know its authority, but these do not.
  const std::string unknown = "unable to get local issuer certificate";
  const std::vector<Bad> all{
      {"wrong-host", authority.wrong_host(), "host name mismatch: certificate is not for 127.0.0.1",
       "IP address mismatch"},
      {"expired", authority.expired(), "certificate expired", "certificate has expired"},
      {"self-signed", authority.self_signed(), "self-signed certificate",
       "self-signed certificate"},
      {"stranger", authority.good(), unknown, unknown}};
  std::vector<std::unique_ptr<AuthEndpoint>> endpoints;
  std::vector<std::unique_ptr<Mosquitto>> brokers;
  for (const auto& bad : all) {
    const auto& endpoint = endpoints.emplace_back(
        std::make_unique<AuthEndpoint>(stage.driver(), stage.server().app(), bad.certificate));
    const auto& broker = brokers.emplace_back(
        std::make_unique<Mosquitto>(MosquittoSettings{.certificate = bad.certificate}));
    const std::string trust = bad.name == "stranger" ? "tls: {}" : trusting;
    // TLS comes before WebSocket, so any server with the certificate will do.
    stage.connection(bad.name, "wss" + broker->url().substr(5), "k").channels("a").with(trust);
    stage.connection("asking-" + bad.name).channels("private-a, b").asks(*endpoint, trust);
    stage.mqtt(bad.name, broker->url()).with(trust);
  }
  stage.route("stranger", "all");
  stage.ready("{connections: none, channels: none, sinks: none}");
  GatewayProcess& gateway = stage.start();
  gateway.wait_metric("sluice_subscriptions", {{"state", "subscribed"}}, 4);
  for (const auto& bad : all) {
    SCOPED_TRACE(bad.name);
    gateway.wait_logged({"connection=" + bad.name, "TLS handshake: " + bad.reason});
    gateway.wait_logged(
        {"connection=asking-" + bad.name, "channel=private-a", "TLS handshake: " + bad.reason});
    gateway.wait_logged({"sink=" + bad.name, "certificate refused: " + bad.broker_reason});
    EXPECT_EQ(gateway.metric("sluice_sink_up", {{"sink", bad.name}}), 0);
    EXPECT_EQ(gateway.metric("sluice_auth_requests_total",
                             {{"connection", "asking-" + bad.name}, {"result", "granted"}}),
              0);
  }
  EXPECT_EQ(gateway.terminate(), 0);
}

}  // namespace
}  // namespace sluice::test
