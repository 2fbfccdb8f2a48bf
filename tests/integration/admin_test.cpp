#include <gmock/gmock.h>

#include <map>
#include <string>
#include <vector>

#include "tests/support/certificates.hpp"
#include "tests/support/gateway_process.hpp"
#include "tests/support/parts.hpp"

// Whom the admin server of a running gateway answers, and how the command line asks it. Nothing
// that its file names is there. A header that only proxies send stands for another machine.
namespace sluice::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

const std::string config =
    "connections:\n  shop: {url: \"ws://127.0.0.1:9\", key: k, channels: [prices]}\n"
    "sinks: {out: {type: stdout}}\nroutes: [{to: out, topic: t}]\n";

class AdminTest : public testing::Test {
 protected:
  void SetUp() override { SLUICE_REQUIRE_PART(GatewayProcess); }

  [[nodiscard]] static std::uint16_t port_of(const GatewayProcess& gateway) {
    return static_cast<std::uint16_t>(std::stoi(gateway.admin().substr(10)));
  }
  /// The status that a client on another machine gets.
  [[nodiscard]] static int from_elsewhere(const GatewayProcess& gateway, const std::string& path,
                                          const std::string& token) {
    return http_post(port_of(gateway), path,
                     "X-Forwarded-For: 192.0.2.9\r\nAuthorization: Bearer " + token + "\r\n")
        .status;
  }
  [[nodiscard]] static GatewayProcess::Verdict status(
      std::vector<std::string> more, const std::map<std::string, std::string>& environment = {}) {
    more.insert(more.begin(), "status");
    return GatewayProcess::execute(more, environment);
  }

  TemporaryFolder folder;
};

TEST_F(AdminTest, ATokenIsReplacedWithoutARestart) {
  const auto file = folder.write("token", "first-token-0123456789\n").string();
  GatewayProcess gateway{{.config = config, .admin = "  token: ${file:" + file + "}\n"}};
  gateway.wait_started();
  EXPECT_EQ(from_elsewhere(gateway, "/api/v1/reload", "first-token-0123456789"), 200);
  EXPECT_EQ(from_elsewhere(gateway, "/api/v1/reload", "other-token-0123456789"), 401);
  EXPECT_EQ(from_elsewhere(gateway, "/readyz", ""), 405);
  folder.write("token", "other-token-0123456789\n");
  EXPECT_EQ(from_elsewhere(gateway, "/api/v1/reload", "other-token-0123456789"), 200);
  EXPECT_EQ(from_elsewhere(gateway, "/api/v1/reload", "first-token-0123456789"), 401);
  folder.write("token", "");
  EXPECT_EQ(from_elsewhere(gateway, "/api/v1/status", "other-token-0123456789"), 405);
  gateway.wait_logged({"admin.token cannot be read again", "problem="});
}

TEST_F(AdminTest, WithoutATokenOnlyThisMachineIsAnswered) {
  GatewayProcess gateway{{.config = config}};
  gateway.wait_started();
  EXPECT_EQ(from_elsewhere(gateway, "/api/v1/reload", "any-token-0123456789"), 403);
  EXPECT_EQ(gateway.post("/api/v1/reload").status, 200);
}

TEST_F(AdminTest, ACommandShowsTheTokenOfAFileOrOfItsEnvironment) {
  const std::string token = "first-token-0123456789";
  GatewayProcess gateway{{.config = config, .admin = "  token: " + token + "\n"}};
  gateway.wait_started();
  const std::vector<std::string> against{"--against", "http://" + gateway.admin()};
  const auto with_file = [&](const std::string& content) {
    auto more = against;
    more.insert(more.end(), {"--token-file", folder.write("shown", content).string()});
    return status(more);
  };
  EXPECT_EQ(with_file(token + "\n").exit_code, 0);
  const auto refused = with_file("other-token-0123456789");
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.lines, ElementsAre(HasSubstr("status 401: another token")));
  EXPECT_THAT(with_file("short").lines, ElementsAre(HasSubstr("fewer than 16 characters")));
  EXPECT_EQ(status(against, {{"SLUICE_ADMIN_TOKEN", token}}).exit_code, 0);
  EXPECT_EQ(status(against, {{"SLUICE_ADMIN_TOKEN", "other-token-0123456789"}}).exit_code, 1);
  EXPECT_EQ(status({"--token", token}).exit_code, 2);
}

TEST_F(AdminTest, ACommandAsksOverTlsWhomItTrusts) {
  const CertificateAuthority authority;
  GatewayProcess gateway{
      {.config = config,
       .admin = "  tls: {certificate_file: " + authority.good().certificate_file.string() +
                ", key_file: " + authority.good().key_file.string() + "}\n"}};
  gateway.wait_logged({"started"});
  const std::string url = "https://" + gateway.admin();
  const std::vector<std::string> trusted{"--ca-file", authority.ca_file().string()};
  EXPECT_EQ(status({"--against", url, trusted[0], trusted[1]}).exit_code, 0);
  EXPECT_THAT(status({"--against", url}).lines, ElementsAre(HasSubstr("local issuer")));
  EXPECT_THAT(status({"--against", "http://" + gateway.admin()}).lines,
              ElementsAre(HasSubstr("this port speaks TLS")));
  EXPECT_THAT(
      status({"--against", url, trusted[0], trusted[1], "--server-name", "gateway.example"}).lines,
      ElementsAre(HasSubstr("host name mismatch")));
  const auto plan = GatewayProcess::execute(
      {"plan", folder.write("same.yaml", gateway.file_text(config)).string(), trusted[0],
       trusted[1]});
  EXPECT_THAT(plan.lines, ElementsAre("no difference"));
}

}  // namespace
}  // namespace sluice::test
