#include <gmock/gmock.h>

#include <algorithm>
#include <ostream>

#include "tests/support/auth_endpoint.hpp"
#include "tests/support/bad_certificate.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/driver.hpp"
#include "tests/support/member.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_listener.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/publisher.hpp"
#include "tests/support/soketi.hpp"
#include "tests/support/tcp.hpp"

namespace sluice::test {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(SoketiTest, CarriesWhatThePublisherSendsToAMemberOnEveryKindOfChannel) {
  SLUICE_REQUIRE_PART(Driver);
  SLUICE_REQUIRE_PART(Soketi);
  Driver driver;
  const Soketi server;
  AuthEndpoint auth{driver, server.app()};
  Publisher publisher{driver, server};
  Member member{driver, server, auth, "ann"};
  member.subscribe("trades");
  member.subscribe("private-orders");
  EXPECT_THAT(member.subscribe("presence-desk"), testing::ElementsAre("ann"));
  publisher.trigger({"trades", "private-orders", "presence-desk"}, "tick", {{"price", 7}});
  publisher.trigger("trades", "text", "not JSON");
  publisher.trigger_batch({{"trades", "batched", {1, 2}}});
  publisher.trigger_unquoted("trades", "object", {{"n", 1}});

  // Three acknowledgements of subscriptions, then the seven events.
  const auto all = member.wait_events(9);
  EXPECT_EQ(
      std::count_if(all.begin(), all.end(),
                    [](const MemberEvent& each) {
                      return each.event == "tick" && each.data == nlohmann::json{{"price", 7}};
                    }),
      3);
  EXPECT_EQ(member.wait_event("text").data, "not JSON");
  EXPECT_EQ(member.wait_event("batched").data, nlohmann::json({1, 2}));
  EXPECT_EQ(member.wait_event("object").data, nlohmann::json({{"n", 1}}));
  EXPECT_EQ(auth.request_count(), 2U);
}

TEST(SoketiTest, CarriesAClientEventFromOneMemberToAnother) {
  SLUICE_REQUIRE_PART(Driver);
  SLUICE_REQUIRE_PART(Soketi);
  Driver driver;
  const Soketi server;
  AuthEndpoint auth{driver, server.app()};
  Member ann{driver, server, auth, "ann"};
  Member bob{driver, server, auth, "bob"};
  ann.subscribe("presence-desk");
  bob.subscribe("presence-desk");
  EXPECT_EQ(ann.wait_event("pusher:member_added").data.at("id"), "bob");
  ann.trigger("presence-desk", "client-move", {{"x", 1}});
  const MemberEvent event = bob.wait_event("client-move");
  EXPECT_EQ(event.user_id, "ann");
  EXPECT_EQ(event.data, nlohmann::json({{"x", 1}}));
}

TEST(SoketiTest, ComesBackOnTheSamePort) {
  SLUICE_REQUIRE_PART(Driver);
  SLUICE_REQUIRE_PART(Soketi);
  Driver driver;
  Soketi server;
  AuthEndpoint auth{driver, server.app()};
  Member member{driver, server, auth, "ann"};
  member.subscribe("trades");
  server.stop();
  EXPECT_FALSE(port_answers(server.port()));
  server.start();
  member.wait_state("connected");
  server.kill();
  server.start();
  member.wait_state("connected");
  Publisher{driver, server}.trigger("other", "tick", 1);
}

TEST(SoketiTest, SpeaksTlsWithACertificate) {
  SLUICE_REQUIRE_PART(Driver);
  SLUICE_REQUIRE_PART(Soketi);
  const CertificateAuthority authority;
  Driver driver{authority.ca_file()};
  const Soketi server{authority.good()};
  AuthEndpoint auth{driver, server.app(), authority.good()};
  Member member{driver, server, auth, "ann"};
  member.subscribe("private-orders");
  Publisher{driver, server}.trigger("private-orders", "tick", "over TLS");
  EXPECT_EQ(member.wait_event("tick").data, "over TLS");
}

TEST(AuthEndpointTest, AnswersAsToldAndThenWell) {
  SLUICE_REQUIRE_PART(Driver);
  SLUICE_REQUIRE_PART(Soketi);
  Driver driver;
  const Soketi server;
  AuthEndpoint auth{driver, server.app()};
  Member member{driver, server, auth, "ann"};
  auth.behave({{.answer = AuthAnswer::status, .channel = "private-a", .times = 1, .status = 418}});
  member.subscribe("private-b");
  EXPECT_THAT([&] { member.subscribe("private-a"); },
              ThrowsMessage<std::runtime_error>(HasSubstr("418")));
  member.unsubscribe("private-a");
  member.subscribe("private-a");
  const auto requests = auth.wait_requests(3);
  EXPECT_EQ(requests.front().method, "POST");
  EXPECT_EQ(requests.front().path, "/pusher/auth");
  EXPECT_THAT(requests.front().body, HasSubstr("channel_name=private-b"));
  EXPECT_EQ(requests.front().headers.at("content-type"), "application/x-www-form-urlencoded");
}

class BadCertificateTest : public testing::TestWithParam<BadCertificate> {};

TEST_P(BadCertificateTest, IsRefusedByAnIndependentClient) {
  SLUICE_REQUIRE_PART(Driver);
  SLUICE_REQUIRE_PART(Mosquitto);
  const CertificateAuthority authority;
  Driver driver;
  const Mosquitto broker{{.certificate = (authority.*GetParam().certificate)()}};
  const MqttListenerSettings settings{.url = broker.url(), .ca_file = authority.ca_file()};
  EXPECT_THAT([&] { MqttListener(driver, settings); },
              ThrowsMessage<std::runtime_error>(HasSubstr(GetParam().reason)));
}

INSTANTIATE_TEST_SUITE_P(
    All, BadCertificateTest,
    testing::Values(
        BadCertificate{"WrongHost", &CertificateAuthority::wrong_host, "does not match"},
        BadCertificate{"Expired", &CertificateAuthority::expired, "expired"},
        BadCertificate{"SelfSigned", &CertificateAuthority::self_signed, "self-signed"}),
    name_of);

TEST(MosquittoTest, CarriesBytesAndKeepsTheSessionAcrossARestartOnTheSamePort) {
  SLUICE_REQUIRE_PART(Driver);
  SLUICE_REQUIRE_PART(Mosquitto);
  Driver driver;
  Mosquitto broker;
  MqttListener listener{driver, {.url = broker.url(), .topics = {"a/#"}}};
  const std::string bytes{"\x00\xff{}", 4};
  listener.publish("a/one", bytes, 2);
  EXPECT_EQ(listener.wait_messages(1).front().payload, bytes);

  broker.stop();
  EXPECT_FALSE(port_answers(broker.port()));
  broker.start();
  MqttListener other{driver, {.url = broker.url(), .topics = {"b"}, .version = 4}};
  other.publish("a/two", "after");
  const MqttMessage message = listener.wait_messages(2).back();
  EXPECT_EQ(message.topic, "a/two");
  EXPECT_EQ(message.payload, "after");
  EXPECT_EQ(message.qos, 1);
  EXPECT_FALSE(message.retain);
}

TEST(MosquittoTest, AdmitsOnlyTheUserItWasGiven) {
  SLUICE_REQUIRE_PART(Driver);
  SLUICE_REQUIRE_PART(Mosquitto);
  Driver driver;
  const Mosquitto broker{{.user = "ann", .password = "right"}};
  MqttListenerSettings settings{.url = broker.url(), .user = "ann", .password = "wrong"};
  EXPECT_THAT([&] { MqttListener(driver, settings); },
              ThrowsMessage<std::runtime_error>(HasSubstr("authorized")));
  settings.password = "right";
  const MqttListener listener{driver, settings};
}

TEST(MosquittoTest, SpeaksTlsWithACertificate) {
  SLUICE_REQUIRE_PART(Driver);
  SLUICE_REQUIRE_PART(Mosquitto);
  const CertificateAuthority authority;
  Driver driver;
  const Mosquitto broker{{.certificate = authority.good()}};
  MqttListener listener{driver, {.url = broker.url(), .ca_file = authority.ca_file()}};
  listener.publish("a", "over TLS");
  EXPECT_EQ(listener.wait_messages(1).front().payload, "over TLS");
}

}  // namespace
}  // namespace sluice::test
