#include "gateway/net/tls.hpp"

#include <gtest/gtest.h>

#include "tests/support/certificates.hpp"

namespace sluice::net {
namespace {

TEST(TlsContextsTest, MakesOneContextForAllWhoTrustTheSame) {
  const test::CertificateAuthority authority;
  const TlsSettings ours{.ca_file = authority.ca_file().string(), .server_name = "a"};
  TlsSettings other_name = ours;
  other_name.server_name = "b";
  TlsSettings trusting_anyone = ours;
  trusting_anyone.verify = false;
  TlsContexts contexts;
  auto* const first = contexts.of(ours).value();
  EXPECT_NE(contexts.of({}).value(), first);
  EXPECT_NE(contexts.of(trusting_anyone).value(), first);
  EXPECT_EQ(contexts.of(ours).value(), first);
  EXPECT_EQ(contexts.of(other_name).value(), first);
}

TEST(TlsContextsTest, NamesACaFileItCannotUse) {
  TlsContexts contexts;
  const auto made = contexts.of({.ca_file = "/nowhere/ca.pem", .server_name = ""});
  EXPECT_EQ(made.error().message, "CA file /nowhere/ca.pem: No such file or directory");
}

}  // namespace
}  // namespace sluice::net
