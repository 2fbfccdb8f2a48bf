#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/free_port.hpp"
#include "tests/support/kafka_admin.hpp"
#include "tests/support/kafka_listener.hpp"
#include "tests/support/stage_fixture.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/tls_guard.hpp"

// Authorities, certificates and keys are replaced beside a running gateway, for each kind of
// connection. Whom it dials asks for its certificate.
namespace sluice::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class ReloadCertificatesTest : public StageFixture {
 protected:
  ReloadCertificatesTest() : StageFixture({.users = true}) {}

  /// Replaces all three files at once, as Kubernetes does with a Secret: from now on the gateway is
  /// this client of this authority.
  void become(const std::string& client, const CertificateAuthority& authority) {
    const auto own = authority.issue_to(client);
    fs::create_directory(files.path() / client);
    fs::copy_file(authority.ca_file(), files.path() / client / "ca.crt");
    fs::copy_file(own.certificate_file, files.path() / client / "tls.crt");
    fs::copy_file(own.key_file, files.path() / client / "tls.key");
    fs::create_directory_symlink(client, files.path() / "..next");
    fs::rename(files.path() / "..next", files.path() / "..data");
  }
  [[nodiscard]] std::string file(const std::string& name) const {
    return (files.path() / "..data" / name).string();
  }
  [[nodiscard]] std::string tls() const {
    return "tls: {ca_file: " + file("ca.crt") + ", cert_file: " + file("tls.crt") +
           ", key_file: " + file("tls.key") + "}";
  }
  [[nodiscard]] static std::string at(const std::string& scheme, const TlsGuard& guard) {
    return scheme + "://127.0.0.1:" + std::to_string(guard.port());
  }

  /// A connection that goes through the guard, and a route from it to the stage's broker.
  void configure_shop(const TlsGuard& guard) {
    stage.connection("shop")
        .at(at("wss", guard))
        .channels("private-orders")
        .signs()
        .with(tls() + ", reconnect: {initial: 50ms, max: 50ms}");
    stage.mqtt("floor");
    stage.route("floor", "out/{event}");
  }
  void publish(const std::string& event, const std::string& data = "data") {
    stage.publisher().trigger("private-orders", event, data);
  }
  void wait_reloads(const std::string& result, double count) {
    stage.gateway().wait_metric("sluice_config_reloads_total", {{"result", result}}, count);
  }
  [[nodiscard]] nlohmann::json status() {
    return nlohmann::json::parse(stage.gateway().get("/api/v1/status").body);
  }

  const CertificateAuthority first;
  const CertificateAuthority second;
  TemporaryFolder files;
};

TEST_F(ReloadCertificatesTest, TheNextDialUsesThemAndTheSocketThatStandsIsLeftAlone) {
  TlsGuard guard{stage.driver(), stage.server().port(), first};
  become("before", first);
  configure_shop(guard);
  GatewayProcess& gateway = stage.start();
  EXPECT_THAT(guard.wait_clients(1), ElementsAre("before"));
  become("after", second);
  wait_reloads("applied", 1);
  gateway.wait_logged({"reload: applied",
                       "connections.shop: changed: tls.ca_file (content), "
                       "tls.cert_file (content), tls.key_file (content)"});
  publish("on-the-old-socket");
  EXPECT_EQ(stage.listener().wait_messages(1).back().topic, "out/on-the-old-socket");
  EXPECT_EQ(gateway.metric("sluice_connection_losses_total"), 0);
  guard.change(second);
  guard.clear();
  EXPECT_THAT(guard.wait_clients(2), ElementsAre("before", "after"));
  gateway.wait_metric("sluice_subscriptions", {{"state", "subscribed"}}, 1);
  publish("on-the-new-socket");
  EXPECT_EQ(stage.listener().wait_messages(2).back().topic, "out/on-the-new-socket");
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(ReloadCertificatesTest, AHalfReplacedPairLeavesTheLastGoodOne) {
  TlsGuard guard{stage.driver(), stage.server().port(), first};
  become("before", first);
  configure_shop(guard);
  GatewayProcess& gateway = stage.start();
  const auto next = first.issue_to("after");
  fs::copy_file(next.certificate_file, file("tls.crt"), fs::copy_options::overwrite_existing);
  wait_reloads("invalid", 1);
  gateway.wait_logged({"the old one runs on", "shop.tls.key_file", file("tls.key"),
                       "holds the PRIVATE KEY of another certificate"});
  EXPECT_EQ(gateway.metric("sluice_config_last_reload_successful"), 0);
  EXPECT_THAT(status().at("config").at("last_reload").dump(), HasSubstr(file("tls.key")));
  guard.clear();
  EXPECT_THAT(guard.wait_clients(2), ElementsAre("before", "before"));
  fs::copy_file(next.key_file, file("tls.key"), fs::copy_options::overwrite_existing);
  wait_reloads("applied", 1);
  guard.clear();
  EXPECT_THAT(guard.wait_clients(3).back(), "after");
  files.write("..data/ca.crt", "");
  gateway.wait_logged({"the old one runs on", "shop.tls.ca_file", "holds no CERTIFICATE"});
  guard.clear();
  EXPECT_THAT(guard.wait_clients(4).back(), "after");
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(ReloadCertificatesTest, SaysWhenTheyExpire) {
  TlsGuard guard{stage.driver(), stage.server().port(), first};
  become("before", first);
  configure_shop(guard);
  GatewayProcess& gateway = stage.start();
  for (const auto& [use, name] :
       {std::pair{"own", "tls.crt"}, std::pair{"authorities", "ca.crt"}}) {
    const auto expiry = gateway.metric("sluice_certificate_expiry_timestamp_seconds",
                                       {{"file", file(name)}, {"use", use}});
    EXPECT_GT(expiry.value_or(0), 1'700'000'000);
  }
  EXPECT_EQ(status().at("certificates").size(), 2U);
}

TEST_F(ReloadCertificatesTest, OnesThatHaveExpiredAreAWarning) {
  const auto& own = first.expired();
  const auto verdict = GatewayProcess::check(
      "connections: {shop: {cluster: eu, key: k, channels: [a], tls: {cert_file: " +
      own.certificate_file.string() + ", key_file: " + own.key_file.string() +
      "}}}\nsinks: {out: {type: stdout}}\nroutes: [{to: out, topic: t}]\n");
  EXPECT_EQ(verdict.exit_code, 0);
  EXPECT_THAT(verdict.lines,
              testing::Contains(HasSubstr("'" + own.certificate_file.string() + "' have expired")));
}

TEST_F(ReloadCertificatesTest, TheEndpointsThatAuthoriseAreAskedWithThem) {
  TlsGuard channels_guard{stage.driver(), stage.auth().port(), first};
  TlsGuard user_guard{stage.driver(), stage.auth().port(), first};
  become("before", first);
  stage.connection("shop")
      .channels("private-orders")
      .with("auth: {endpoint: \"" + at("https", channels_guard) + "/pusher/auth\", " + tls() + "}")
      .with("user: {endpoint: \"" + at("https", user_guard) +
            "/pusher/auth\", params: {user_id: ann}, " + tls() + "}")
      .with("reconnect: {initial: 50ms, max: 50ms}");
  stage.mqtt("floor");
  stage.route("floor", "out/{event}");
  GatewayProcess& gateway = stage.start();
  gateway.wait_metric("sluice_signin_state", {{"state", "signed_in"}}, 1);
  become("after", second);
  wait_reloads("applied", 1);
  EXPECT_EQ(gateway.metric("sluice_connection_losses_total"), 0);
  for (auto* guard : {&channels_guard, &user_guard}) {
    guard->change(second);
    guard->clear();
  }
  stage.server().kill();
  stage.server().start();
  EXPECT_THAT(channels_guard.wait_clients(2), ElementsAre("before", "after"));
  EXPECT_THAT(user_guard.wait_clients(2), ElementsAre("before", "after"));
  gateway.wait_metric("sluice_subscriptions", {{"state", "subscribed"}}, 1);
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(ReloadCertificatesTest, AnMqttSinkAndSourceAndTheHttpApiGoOnWithThem) {
  TlsGuard broker_guard{stage.driver(), stage.broker().port(), first};
  TlsGuard api_guard{stage.driver(), stage.server().port(), first};
  become("before", first);
  stage.connection("shop")
      .channels("private-orders")
      .signs()
      .with("api: {url: \"" + at("https", api_guard) +
            "\", app_id: \"${APP_ID}\", secret: " + "\"${APP_SECRET}\", " + tls() + "}");
  stage.mqtt("floor", at("mqtts", broker_guard)).with(tls());
  stage.route("floor", "out/{event}");
  stage.mqtt_source("desk", "in/#").with(tls()).set("url", at("mqtts", broker_guard));
  stage.way_back("desk", "shop")
      .with("publish: http, channel: private-orders, event: \"{topic:2}\"");
  GatewayProcess& gateway = stage.start();
  publish("first");
  stage.listener().publish("in/second", "{}");
  gateway.wait_metric("sluice_return_events_sent_total", {}, 1);
  stage.listener().wait_messages(2);
  EXPECT_THAT(broker_guard.wait_clients(2), ElementsAre("before", "before"));
  broker_guard.change(second);
  api_guard.change(second);
  become("after", second);
  wait_reloads("applied", 1);
  EXPECT_THAT(broker_guard.wait_clients(4), ElementsAre("before", "before", "after", "after"));
  api_guard.clear();
  gateway.wait_metric("sluice_source_up", {{"source", "desk"}}, 1);
  publish("third");
  stage.listener().publish("in/fourth", "{}");
  gateway.wait_metric("sluice_return_events_sent_total", {}, 2);
  EXPECT_THAT(api_guard.wait_clients(2), ElementsAre("before", "after"));
  gateway.wait_metric("sluice_records_total", {{"sink", "floor"}, {"outcome", "delivered"}}, 2);
  EXPECT_EQ(gateway.metric("sluice_connection_losses_total"), 0);
  EXPECT_EQ(gateway.terminate(), 0);
}

class ReloadKafkaCertificatesTest : public ReloadCertificatesTest {
 protected:
  void SetUp() override {
    ReloadCertificatesTest::SetUp();
    SLUICE_REQUIRE_PART(KafkaBroker);
  }
};

TEST_F(ReloadKafkaCertificatesTest, AKafkaSinkAndSourceGoOnWithThem) {
  const auto entrance = free_port();
  TlsGuard guard{stage.driver(), entrance, first};
  const KafkaBroker kafka{
      {.entrance = KafkaEntrance{.port = entrance, .advertised_port = guard.port()}}};
  for (const auto* topic : {"events", "commands"}) create_topic(kafka.address(), topic);
  KafkaListener listener{kafka.address(), {"events"}};
  const std::string address = "127.0.0.1:" + std::to_string(guard.port());
  become("before", first);
  stage.connection("shop").channels("private-orders").signs();
  stage.kafka("log", address).with(tls());
  stage.route("log", "events");
  stage.kafka_source("desk", "commands", address).with("group: g, start: earliest").with(tls());
  stage.way_back("desk", "shop").with("channel: private-orders, event: client-said");
  GatewayProcess& gateway = stage.start();
  publish("first");
  listener.wait_records(1);
  gateway.wait_metric("sluice_records_total", {{"outcome", "delivered"}}, 1);
  guard.change(second);
  become("after", second);
  wait_reloads("applied", 1);
  for (int i = 0; i < 20; ++i) publish("tick", std::to_string(i));
  produce(kafka.address(), "commands", "", "{}");
  const auto& records = listener.wait_records(21);
  for (std::size_t i = 1; i < records.size(); ++i) {
    EXPECT_EQ(records[i].payload, std::to_string(i - 1));
  }
  gateway.wait_metric("sluice_return_events_sent_total", {}, 1);
  EXPECT_THAT(guard.wait_clients(0), testing::IsSupersetOf({"before", "after"}));
  EXPECT_EQ(gateway.metric("sluice_connection_losses_total"), 0);
  EXPECT_EQ(gateway.terminate(), 0);
}

}  // namespace
}  // namespace sluice::test
