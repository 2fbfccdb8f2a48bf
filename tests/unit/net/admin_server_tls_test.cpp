#include <fmt/format.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "gateway/net/admin_server.hpp"
#include "gateway/net/http_client.hpp"
#include "tests/support/certificates.hpp"
#include "tests/unit/net/admin_client.hpp"
#include "tests/unit/net/run_until.hpp"
#include "tests/unit/net/tls_fixture.hpp"

// The admin server with TLS, asked by our own client.
namespace sluice::net {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class AdminServerTlsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { authority = std::make_unique<test::CertificateAuthority>(); }
  static void TearDownTestSuite() { authority.reset(); }

  AdminServerTlsTest() {
    show(authority->good());
    AdminHandlers handlers;
    handlers.live = [] { return Health{true, "alive"}; };
    handlers.plan = [](const std::string& text) { return ChangeAnswer{true, text}; };
    server_ = *AdminServer::start(loop_, {.listen = "127.0.0.1:0", .tls = files_},
                                  std::move(handlers), log_, probe_);
  }

  void show(const test::Certificate& certificate) {
    copy(certificate.certificate_file, files_.certificate_file);
    copy(certificate.key_file, files_.key_file);
  }
  static void copy(const std::filesystem::path& from, const std::string& to) {
    std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing);
  }

  /// What a new client is told that trusts the authority.
  std::string ask(HttpRequest request) {
    Lookups lookups{loop_};
    HttpEndpoint endpoint{
        .name = "gateway",
        .url = *config::parse_http_url(fmt::format("https://127.0.0.1:{}/livez", server_->port())),
        .tls = trusting(authority->ca_file()),
        .timeout = Duration{20'000},
        .concurrent_max = 1,
        .answer_max = 1 << 20};
    const auto client = *HttpClient::make(loop_, lookups, std::move(endpoint), contexts_);
    std::optional<std::string> told;
    client->send(std::move(request), [&](const Result<HttpResponse>& result) {
      told = result ? fmt::format("{} {}", result->status, result->body) : result.error().message;
    });
    EXPECT_TRUE(run_until(loop_, [&] { return told.has_value(); }));
    return told.value_or("");
  }
  std::string ask() { return ask({.method = HttpMethod::get}); }

  static std::unique_ptr<test::CertificateAuthority> authority;

  test::TemporaryFolder folder_;
  config::AdminTls files_{.certificate_file = (folder_.path() / "tls.crt").string(),
                          .key_file = (folder_.path() / "tls.key").string()};
  telemetry::Log log_{telemetry::Level::error, telemetry::LogFormat::logfmt};
  AdminProbe probe_;
  TlsContexts contexts_;
  boost::asio::io_context loop_;
  std::unique_ptr<AdminServer> server_;
};
std::unique_ptr<test::CertificateAuthority> AdminServerTlsTest::authority;

TEST_F(AdminServerTlsTest, AnswersOverTlsAsWithout) {
  EXPECT_EQ(ask(), "200 alive\n");
  const std::string large(100'000, 'x');
  HttpRequest plan{.target = "/api/v1/plan",
                   .body = large,
                   .headers = {{"X-Requested-By", "me"},
                               {"Origin", fmt::format("https://127.0.0.1:{}", server_->port())}}};
  EXPECT_EQ(ask(plan), "200 " + large);
  plan.headers.back().value = fmt::format("http://127.0.0.1:{}", server_->port());
  EXPECT_THAT(ask(plan), StartsWith("403 "));
}

TEST_F(AdminServerTlsTest, SaysSoToOneWhoSpeaksPlainHttp) {
  AdminClient plain(loop_, server_->port());
  plain.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_THAT(plain.rest(), EndsWith("\r\n\r\nthis port speaks TLS: https://\n"));
}

TEST_F(AdminServerTlsTest, SurvivesWhatIsNoHandshake) {
  AdminClient other(loop_, server_->port());
  other.send(std::string(100, '\x16'));
  std::ignore = other.rest();
  EXPECT_EQ(ask(), "200 alive\n");
}

TEST_F(AdminServerTlsTest, ShowsANewCertificateToTheNextClient) {
  show(authority->self_signed());
  EXPECT_THAT(ask(), HasSubstr("self-signed certificate"));
  show(authority->good());
  EXPECT_EQ(ask(), "200 alive\n");
}

TEST_F(AdminServerTlsTest, KeepsTheLastCertificateWhileTheFilesAreNoPair) {
  copy(authority->self_signed().key_file, files_.key_file);
  EXPECT_EQ(ask(), "200 alive\n");
  folder_.write("tls.key", "");
  EXPECT_EQ(ask(), "200 alive\n");
  std::filesystem::remove(files_.certificate_file);
  EXPECT_EQ(ask(), "200 alive\n");
  show(authority->expired());
  EXPECT_THAT(ask(), HasSubstr("certificate expired"));
}

TEST_F(AdminServerTlsTest, NamesTheFileThatItCannotUse) {
  const auto refusal = [this] {
    return AdminServer::start(loop_, {.listen = "127.0.0.1:0", .tls = files_}, {}, log_, probe_)
        .error()
        .message;
  };
  copy(authority->self_signed().key_file, files_.key_file);
  EXPECT_THAT(refusal(),
              StartsWith(fmt::format("admin server 127.0.0.1:0: file {}: key values mismatch",
                                     files_.key_file)));
  folder_.write("tls.crt", "nothing");
  EXPECT_THAT(refusal(), HasSubstr(files_.certificate_file));
}

}  // namespace
}  // namespace sluice::net
