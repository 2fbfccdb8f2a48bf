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
using ::testing::HasSubstr;

TEST_F(MqttSinkTest, SpeaksTlsWithABrokerItsAuthorityVouchesFor) {
  SLUICE_REQUIRE_PART(Mosquitto);
  const CertificateAuthority authority;
  const Mosquitto broker{{.certificate = authority.good()}};
  settings.tls.ca_file = config::PemFile::read(authority.ca_file()).value();
  const auto sink = make(broker.url());
  offer(*sink, "t", "k", "v");
  EXPECT_TRUE(drained());
}

TEST_F(MqttSinkTest, ShowsItsCertificateToABrokerThatAsksForOne) {
  SLUICE_REQUIRE_PART(Mosquitto);
  const CertificateAuthority authority;
  const Mosquitto broker{
      {.certificate = authority.good(),
       .more = "require_certificate true\ncafile " + authority.ca_file().string() + "\n"}};
  const auto own = authority.issue_to("sluice");
  settings.tls.ca_file = config::PemFile::read(authority.ca_file()).value();
  settings.tls.cert_file = config::PemFile::read(own.certificate_file).value();
  settings.tls.key_file = config::PemFile::read(own.key_file).value();
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
  settings.tls.ca_file = config::PemFile::read(authority.ca_file()).value();
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

}  // namespace
}  // namespace sluice::connectors
