// The sink among certificates.
#include <gmock/gmock.h>

#include "tests/integration/mqtt_sink_fixture.hpp"
#include "tests/support/bad_certificate.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/mosquitto.hpp"

namespace sluice::connectors {
namespace {

using test::CertificateAuthority;
using test::Mosquitto;
using ::testing::AllOf;
using ::testing::HasSubstr;

TEST_F(MqttSinkTest, SpeaksTlsWithABrokerItsAuthorityVouchesFor) {
  SLUICE_REQUIRE_PART(Mosquitto);
  const CertificateAuthority authority;
  const Mosquitto broker{{.certificate = authority.good()}};
  settings.tls.ca_file = authority.ca_file().string();
  const auto sink = make(broker.url());
  offer(*sink, "t", "k", "v");
  EXPECT_TRUE(drained());
}

class MqttCertificateTest : public MqttSinkTest,
                            public ::testing::WithParamInterface<test::BadCertificate> {};

TEST_P(MqttCertificateTest, IsRefusedWithAWordOnWhatIsWrong) {
  SLUICE_REQUIRE_PART(Mosquitto);
  const CertificateAuthority authority;
  const Mosquitto broker{{.certificate = (authority.*GetParam().certificate)()}};
  settings.tls.ca_file = authority.ca_file().string();
  const auto sink = make(broker.url());
  // The reason is found out, and logged, after the attempt failed.
  EXPECT_THAT(log_until_line(GetParam().reason, probe.errors), HasSubstr(GetParam().reason));
  EXPECT_EQ(probe.up.value(), 0);
}

TEST_P(MqttCertificateTest, IsTakenWhenVerificationIsOff) {
  SLUICE_REQUIRE_PART(Mosquitto);
  const CertificateAuthority authority;
  const Mosquitto broker{{.certificate = (authority.*GetParam().certificate)()}};
  settings.tls.verify = false;
  const auto sink = make(broker.url());
  EXPECT_TRUE(connected());
}

INSTANTIATE_TEST_SUITE_P(All, MqttCertificateTest, ::testing::ValuesIn(test::bad_certificates),
                         test::name_of);

TEST_F(MqttSinkTest, NamesAFileThatIsNotThere) {
  settings.tls.ca_file = "/nowhere/ca.pem";
  EXPECT_THAT([&] { make("mqtts://127.0.0.1:1"); },
              ::testing::ThrowsMessage<std::runtime_error>(
                  AllOf(HasSubstr("ca_file"), HasSubstr("/nowhere/ca.pem"))));
}

}  // namespace
}  // namespace sluice::connectors
