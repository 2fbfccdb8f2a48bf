#include <boost/asio/ssl/stream.hpp>

#include "tests/support/certificates.hpp"
#include "tests/unit/net/http_client_fixture.hpp"
#include "tests/unit/net/tls_fixture.hpp"

namespace sluice::net {
namespace {

using boost::asio::awaitable;
using test::Certificate;
using testing::ElementsAre;
using testing::HasSubstr;

awaitable<void> answer_all(Peer& peer) {
  for (;;) {
    const auto request = co_await peer.request();
    if (request.empty()) co_return;
    co_await peer.send(http_answer(200, "ok"));
  }
}

class HttpClientTlsTest : public HttpClientFixture {
 protected:
  static void SetUpTestSuite() { authority = std::make_unique<test::CertificateAuthority>(); }
  static void TearDownTestSuite() { authority.reset(); }

  /// What the client is told by a server with this certificate.
  std::string result(const Certificate& certificate, TlsSettings tls,
                     std::string_view host = "127.0.0.1") {
    const ScriptedServer server{loop_, answer_all, certificate.certificate_file,
                                certificate.key_file};
    auto to = endpoint(server.port(), "https", host);
    to.tls = std::move(tls);
    connect(to);
    post();
    const auto told = results(1).front();
    client_.reset();
    EXPECT_TRUE(run_until(loop_, [&] { return server.open() == 0; }));
    const auto port = fmt::format(":{}", server.port());
    const auto at = told.find(port);
    return at == told.npos ? told : told.substr(0, at) + told.substr(at + port.size());
  }
  TlsSettings trusting() { return net::trusting(authority->ca_file()); }

  static std::unique_ptr<test::CertificateAuthority> authority;
};
std::unique_ptr<test::CertificateAuthority> HttpClientTlsTest::authority;

TEST_F(HttpClientTlsTest, AcceptsACertificateOfItsAuthorityForTheAddress) {
  EXPECT_EQ(result(authority->good(), trusting()), "200 ok");
}

TEST_F(HttpClientTlsTest, AcceptsACertificateOfItsAuthorityForTheName) {
  EXPECT_EQ(result(authority->good(), trusting(), "localhost"), "200 ok");
}

TEST_F(HttpClientTlsTest, UsesAConnectionAgain) {
  ScriptedServer server{loop_, answer_all, authority->good().certificate_file,
                        authority->good().key_file};
  auto to = endpoint(server.port(), "https");
  to.tls = trusting();
  connect(to);
  post();
  results(1);
  post();
  EXPECT_THAT(results(2), ElementsAre("200 ok", "200 ok"));
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(HttpClientTlsTest, RefusesAnExpiredCertificate) {
  EXPECT_EQ(result(authority->expired(), trusting()),
            "auth endpoint https://127.0.0.1/auth: TLS handshake: certificate expired");
}

TEST_F(HttpClientTlsTest, RefusesACertificateForAnotherHost) {
  EXPECT_EQ(result(authority->wrong_host(), trusting(), "localhost"),
            "auth endpoint https://localhost/auth: TLS handshake: host name mismatch: certificate "
            "is not for localhost");
}

TEST_F(HttpClientTlsTest, RefusesACertificateForAnotherAddress) {
  EXPECT_EQ(result(authority->wrong_host(), trusting()),
            "auth endpoint https://127.0.0.1/auth: TLS handshake: host name mismatch: certificate "
            "is not for 127.0.0.1");
}

TEST_F(HttpClientTlsTest, RefusesASelfSignedCertificate) {
  EXPECT_EQ(result(authority->self_signed(), trusting()),
            "auth endpoint https://127.0.0.1/auth: TLS handshake: self-signed certificate");
}

TEST_F(HttpClientTlsTest, RefusesAnAuthorityThatTheSystemDoesNotKnow) {
  EXPECT_EQ(result(authority->good(), {}),
            "auth endpoint https://127.0.0.1/auth: TLS handshake: unable to get local issuer "
            "certificate");
}

TEST_F(HttpClientTlsTest, VerifiesTheConfiguredNameInsteadOfTheHost) {
  auto tls = trusting();
  tls.server_name = "other.example";
  EXPECT_EQ(result(authority->wrong_host(), tls), "200 ok");
}

TEST_F(HttpClientTlsTest, AcceptsAnyCertificateWhenToldNotToVerify) {
  TlsSettings careless;
  careless.verify = false;
  EXPECT_EQ(result(authority->self_signed(), careless), "200 ok");
}

TEST_F(HttpClientTlsTest, SaysThatAServerDoesNotSpeakTls) {
  const ScriptedServer server{loop_, [](Peer& peer) -> awaitable<void> {
                                co_await peer.send("HTTP/1.1 400 Bad Request\r\n\r\n");
                                co_await peer.request();
                              }};
  auto to = endpoint(server.port(), "https");
  to.tls = trusting();
  connect(to);
  post();
  EXPECT_THAT(results(1),
              ElementsAre(HasSubstr("TLS handshake: the server does not speak TLS on this port")));
}

TEST_F(HttpClientTlsTest, GivesUpAHandshakeThatDoesNotEnd) {
  const ScriptedServer server{loop_,
                              [](Peer& peer) -> awaitable<void> { co_await peer.request(); }};
  auto to = endpoint(server.port(), "https");
  to.timeout = Duration{300};
  connect(to);
  post();
  EXPECT_THAT(results(1), ElementsAre(HasSubstr("TLS handshake: timed out after 300 ms")));
}

TEST_F(HttpClientTlsTest, NamesTheCaFileItCannotUse) {
  auto to = endpoint(1, "https");
  to.tls = trusting_text("/etc/ca.pem", "");
  EXPECT_THAT(HttpClient::make(loop_, lookups_, to, contexts_).error().message,
              HasSubstr("auth endpoint: CA file /etc/ca.pem: "));
}

}  // namespace
}  // namespace sluice::net
