#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "tests/support/auth_endpoint.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/driver.hpp"
#include "tests/support/gateway_process.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_listener.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/publisher.hpp"
#include "tests/support/soketi.hpp"

// Whom the real gateway trusts on each of its three ways out: to the Channels server, to the
// authorisation endpoint and to the broker.
namespace sluice::test {
namespace {

class TlsTest : public testing::Test {
 protected:
  void SetUp() override {
    SLUICE_REQUIRE_PART(Driver);
    SLUICE_REQUIRE_PART(Soketi);
    SLUICE_REQUIRE_PART(Mosquitto);
    SLUICE_REQUIRE_PART(GatewayProcess);
  }

  const CertificateAuthority authority;
};

constexpr const char* trusting = R"(
connections:
  strict:
    url: ${CHANNELS}
    key: key1
    tls: {ca_file: "${CA}"}
    auth: {endpoint: "${AUTH}", tls: {ca_file: "${CA}"}}
    channels: [private-orders]
  careless:
    url: ${SELF_SIGNED_CHANNELS}
    key: key1
    tls: {verify: false}
    auth: {endpoint: "${EXPIRED_AUTH}", tls: {verify: false}}
    channels: [private-orders]
sinks:
  strict: {type: mqtt, url: "${MQTT}", tls: {ca_file: "${CA}"}}
  careless: {type: mqtt, url: "${WRONG_HOST_MQTT}", tls: {verify: false}}
routes:
  - {match: {}, to: strict, topic: "orders/{event}"}
  - {match: {}, to: careless, topic: "orders/{event}"}
)";

TEST_F(TlsTest, ReachesWhomItsAuthorityVouchesForAndAnybodyWhereVerificationIsOff) {
  Driver driver{authority.ca_file()};
  const Soketi server{authority.good()};
  AuthEndpoint endpoint{driver, server.app(), authority.good()};
  const Mosquitto broker{{.certificate = authority.good()}};
  const Soketi self_signed_server{authority.self_signed()};
  const AuthEndpoint expired_endpoint{driver, server.app(), authority.expired()};
  const Mosquitto wrong_host_broker{{.certificate = authority.wrong_host()}};
  MqttListener listener{driver, {.url = broker.url(), .ca_file = authority.ca_file().string()}};
  GatewayProcess gateway{{.config = trusting,
                          .ready = "{channels: none}",
                          .environment = {{"CA", authority.ca_file().string()},
                                          {"CHANNELS", server.url()},
                                          {"AUTH", endpoint.url()},
                                          {"MQTT", broker.url()},
                                          {"SELF_SIGNED_CHANNELS", self_signed_server.url()},
                                          {"EXPIRED_AUTH", expired_endpoint.url()},
                                          {"WRONG_HOST_MQTT", wrong_host_broker.url()}}}};
  gateway.wait_ready();
  gateway.wait_metric("sluice_subscriptions", {{"state", "subscribed"}}, 2);
  Publisher{driver, server}.trigger("private-orders", "new", "over TLS all the way");
  const auto message = listener.wait_messages(1).front();
  EXPECT_EQ(message.topic, "orders/new");
  EXPECT_EQ(message.payload, "over TLS all the way");
  gateway.wait_metric("sluice_records_total", {{"sink", "careless"}, {"outcome", "delivered"}}, 1);
  EXPECT_EQ(gateway.terminate(), 0);
}

constexpr const char* wary = R"(
connections:
  wrong-host: {url: "${WRONG_HOST_WSS}", key: k, tls: {ca_file: "${CA}"}, channels: [a]}
  expired: {url: "${EXPIRED_WSS}", key: k, tls: {ca_file: "${CA}"}, channels: [a]}
  self-signed: {url: "${SELF_SIGNED_WSS}", key: k, tls: {ca_file: "${CA}"}, channels: [a]}
  stranger: {url: "${STRANGER_WSS}", key: k, channels: [a]}
  asking-wrong-host:
    url: ${CHANNELS}
    key: key1
    auth: {endpoint: "${WRONG_HOST_HTTPS}", tls: {ca_file: "${CA}"}}
    channels: [private-a, b]
  asking-expired:
    url: ${CHANNELS}
    key: key1
    auth: {endpoint: "${EXPIRED_HTTPS}", tls: {ca_file: "${CA}"}}
    channels: [private-a, b]
  asking-self-signed:
    url: ${CHANNELS}
    key: key1
    auth: {endpoint: "${SELF_SIGNED_HTTPS}", tls: {ca_file: "${CA}"}}
    channels: [private-a, b]
  asking-stranger:
    url: ${CHANNELS}
    key: key1
    auth: {endpoint: "${STRANGER_HTTPS}"}
    channels: [private-a, b]
sinks:
  wrong-host: {type: mqtt, url: "${WRONG_HOST_MQTTS}", tls: {ca_file: "${CA}"}}
  expired: {type: mqtt, url: "${EXPIRED_MQTTS}", tls: {ca_file: "${CA}"}}
  self-signed: {type: mqtt, url: "${SELF_SIGNED_MQTTS}", tls: {ca_file: "${CA}"}}
  stranger: {type: mqtt, url: "${STRANGER_MQTTS}"}
routes:
  - {match: {}, to: stranger, topic: all}
)";

/// A certificate that must be refused, and what the gateway says about it: of servers and endpoints
/// in its own words, of brokers in OpenSSL's.
struct Bad {
  std::string name;      ///< as in the configuration
  std::string variable;  ///< and in the environment
  const Certificate& certificate;
  std::string reason;
  std::string broker_reason;
};

TEST_F(TlsTest, RefusesEveryOtherCertificateAndSaysWhatIsWrongWithIt) {
  // A stranger is good to those who know its authority, but these do not.
  const std::string unknown = "unable to get local issuer certificate";
  const std::vector<Bad> all{
      {"wrong-host", "WRONG_HOST", authority.wrong_host(),
       "host name mismatch: certificate is not for 127.0.0.1", "IP address mismatch"},
      {"expired", "EXPIRED", authority.expired(), "certificate expired", "certificate has expired"},
      {"self-signed", "SELF_SIGNED", authority.self_signed(), "self-signed certificate",
       "self-signed certificate"},
      {"stranger", "STRANGER", authority.good(), unknown, unknown}};
  Driver driver;
  const Soketi server;
  std::map<std::string, std::string> environment{{"CA", authority.ca_file().string()},
                                                 {"CHANNELS", server.url()}};
  std::vector<std::unique_ptr<AuthEndpoint>> endpoints;
  std::vector<std::unique_ptr<Mosquitto>> brokers;
  for (const auto& bad : all) {
    const auto& endpoint = endpoints.emplace_back(
        std::make_unique<AuthEndpoint>(driver, server.app(), bad.certificate));
    const auto& broker = brokers.emplace_back(
        std::make_unique<Mosquitto>(MosquittoSettings{.certificate = bad.certificate}));
    environment[bad.variable + "_HTTPS"] = endpoint->url();
    environment[bad.variable + "_MQTTS"] = broker->url();
    // TLS comes before WebSocket, so any server with the certificate will do.
    environment[bad.variable + "_WSS"] = "wss" + broker->url().substr(5);
  }
  GatewayProcess gateway{{.config = wary,
                          .ready = "{connections: none, channels: none, sinks: none}",
                          .environment = environment}};
  gateway.wait_ready();
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
