#include "gateway/net/tls.hpp"

#include <gmock/gmock.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "tests/support/certificates.hpp"
#include "tests/unit/net/tls_fixture.hpp"

namespace sluice::net {
namespace {

using testing::HasSubstr;

/// The serial number of our certificate in a context; 0 without one.
long shown_by(boost::asio::ssl::context* context) {
  const X509* const own = SSL_CTX_get0_certificate(context->native_handle());
  return own == nullptr ? 0 : ASN1_INTEGER_get(X509_get0_serialNumber(own));
}

class TlsContextsTest : public testing::Test {
 protected:
  [[nodiscard]] TlsSettings showing(const test::Certificate& certificate) const {
    TlsSettings settings = trusting(authority.ca_file());
    settings.cert_file = renamed("our.pem", certificate.certificate_file);
    settings.key_file = renamed("our.key", certificate.key_file);
    return settings;
  }

  const test::CertificateAuthority authority;
  TlsContexts contexts;
};

TEST_F(TlsContextsTest, AreOneForAllWhoTrustAndShowTheSame) {
  const TlsSettings ours = trusting(authority.ca_file());
  TlsSettings other_name = ours;
  other_name.server_name = "b";
  TlsSettings trusting_anyone = ours;
  trusting_anyone.verify = false;
  auto* const first = contexts.of(ours).value();
  EXPECT_NE(contexts.of({}).value(), first);
  EXPECT_NE(contexts.of(trusting_anyone).value(), first);
  EXPECT_NE(contexts.of(showing(authority.good())).value(), first);
  EXPECT_EQ(contexts.of(ours).value(), first);
  EXPECT_EQ(contexts.of(other_name).value(), first);
}

TEST_F(TlsContextsTest, NameAFileThatIsOfNoUse) {
  EXPECT_THAT(contexts.of(trusting_text("ca.pem", "")).error().message,
              HasSubstr("CA file ca.pem: "));
  TlsSettings without_key = trusting(authority.ca_file());
  without_key.cert_file = renamed("our.pem", authority.good().certificate_file);
  EXPECT_THAT(contexts.of(without_key).error().message, HasSubstr("private key our.pem: "));
}

TEST_F(TlsContextsTest, ExchangeWhatTheyAreMadeOfWhereTheyAre) {
  auto* const context = contexts.of(showing(authority.issue_to("one"))).value();
  const long first = shown_by(context);
  const auto renewed = showing(authority.issue_to("two"));
  ASSERT_TRUE(contexts.prepare(renewed));
  ASSERT_TRUE(contexts.prepare(renewed));
  EXPECT_EQ(shown_by(context), first);
  contexts.follow();
  EXPECT_NE(shown_by(context), first);
  EXPECT_EQ(contexts.of(renewed).value(), context);
}

TEST_F(TlsContextsTest, StayAsTheyAreWhenAnotherContentIsDiscardedOrOfNoUse) {
  auto* const context = contexts.of(showing(authority.issue_to("one"))).value();
  const long first = shown_by(context);
  ASSERT_TRUE(contexts.prepare(showing(authority.issue_to("two"))));
  contexts.discard();
  auto half_replaced = showing(authority.issue_to("three"));
  half_replaced.key_file = renamed("our.key", authority.good().key_file);
  EXPECT_FALSE(contexts.prepare(half_replaced));
  contexts.follow();
  EXPECT_EQ(shown_by(context), first);
}

TEST_F(TlsContextsTest, AreMadeOfTheContentThatWasPreparedFirst) {
  const auto settings = showing(authority.issue_to("one"));
  ASSERT_TRUE(contexts.prepare(settings));
  auto* const context = contexts.of(showing(authority.issue_to("two"))).value();
  TlsContexts others;
  EXPECT_EQ(shown_by(context), shown_by(others.of(settings).value()));
}

}  // namespace
}  // namespace sluice::net
