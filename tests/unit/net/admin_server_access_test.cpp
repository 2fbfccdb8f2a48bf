#include <fmt/format.h>
#include <gmock/gmock.h>
#include <ifaddrs.h>

#include <string>

#include "gateway/net/admin_server.hpp"
#include "tests/unit/net/admin_client.hpp"

// Whom the admin server answers, over real sockets; admin_access_test has every case.
namespace sluice::net {
namespace {

namespace ip = boost::asio::ip;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr auto token = "token-of-the-test-0123";

/// An address of this machine under which its own clients are not on loopback.
std::optional<ip::address> address_elsewhere() {
  ifaddrs* first = nullptr;
  if (getifaddrs(&first) != 0) return std::nullopt;
  std::optional<ip::address> found;
  for (const auto* each = first; each != nullptr; each = each->ifa_next) {
    if (each->ifa_addr == nullptr || each->ifa_addr->sa_family != AF_INET) continue;
    const auto* address = reinterpret_cast<const sockaddr_in*>(each->ifa_addr);
    const ip::address_v4 here{ntohl(address->sin_addr.s_addr)};
    if (!here.is_loopback()) found = here;
  }
  freeifaddrs(first);
  return found;
}

class AdminServerAccessTest : public testing::Test {
 protected:
  void serve(const config::Admin& settings) {
    const auto healthy = [] { return Health{true, "ok"}; };
    const auto done = ChangeAnswer{true, "{}"};
    server_ = *AdminServer::start(loop_, settings,
                                  {.metrics = [] { return std::string{"up 1\n"}; },
                                   .live = healthy,
                                   .ready = healthy,
                                   .started = healthy,
                                   .status = [](const auto& give) { give("{}"); },
                                   .reload = [done](const auto& give) { give(done); },
                                   .plan = [done](const auto&) { return done; }},
                                  log_, probe_);
  }

  std::string ask(const std::string& request_line, const std::string& headers,
                  const ip::address& address = ip::address_v4::loopback()) {
    AdminClient client(loop_, server_->port(), address);
    client.send(fmt::format("{} HTTP/1.1\r\nConnection: close\r\n{}\r\n", request_line, headers));
    return client.rest();
  }

  telemetry::Log log_{telemetry::Level::error, telemetry::LogFormat::logfmt};
  AdminProbe probe_;
  boost::asio::io_context loop_;
  std::unique_ptr<AdminServer> server_;
};

TEST_F(AdminServerAccessTest, FromAnotherMachineTakesTheTokenButForProbesAndMetrics) {
  const auto elsewhere = address_elsewhere();
  if (!elsewhere) GTEST_SKIP() << "this machine has no address but loopback";
  serve({.listen = "[::]:0", .token = config::LiveSecret{token}});
  const auto from_there = [&](const std::string& line, const std::string& headers = "") {
    return ask(line, "Host: gateway.example\r\n" + headers, *elsewhere);
  };
  const auto shown = fmt::format("Authorization: Bearer {}\r\n", token);
  for (const auto* open : {"/metrics", "/livez", "/readyz", "/startupz"}) {
    EXPECT_THAT(from_there(fmt::format("GET {}", open)), StartsWith("HTTP/1.1 200 OK\r\n")) << open;
  }
  for (const auto* line : {"GET /api/v1/status", "POST /api/v1/reload", "POST /api/v1/plan",
                           "GET /x", "DELETE /api/v1/status"}) {
    const auto answer = from_there(line, "X-Requested-By: me\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 401 Unauthorized\r\n")) << line;
    EXPECT_THAT(answer, HasSubstr("WWW-Authenticate: Bearer\r\n"));
    EXPECT_THAT(from_there(line, "Authorization: Bearer wrong\r\n"), StartsWith("HTTP/1.1 401 "));
    EXPECT_THAT(from_there(line, shown), Not(StartsWith("HTTP/1.1 401 "))) << line;
  }
  EXPECT_THAT(from_there("GET /api/v1/status", shown), EndsWith("\r\n\r\n{}"));
  EXPECT_THAT(from_there("POST /api/v1/reload", shown), EndsWith("\r\n\r\n{}"));
  EXPECT_EQ(probe_.refused[std::size_t(AdminFault::token_missing)].value(), 5U);
  EXPECT_EQ(probe_.refused[std::size_t(AdminFault::token_wrong)].value(), 5U);
  EXPECT_THAT(from_there("POST /api/v1/reload", shown + "Origin: http://a\r\n"),
              StartsWith("HTTP/1.1 403 "));
  EXPECT_THAT(from_there(fmt::format("GET /api/v1/status?access_token={}", token)),
              StartsWith("HTTP/1.1 401 "));
}

TEST_F(AdminServerAccessTest, FromAnotherMachineIsRefusedWhereThereIsNoToken) {
  serve({.listen = "127.0.0.1:0"});
  for (const auto* header : {"X-Forwarded-For: 192.0.2.9", "Forwarded: for=192.0.2.9", "Via: a"}) {
    const auto answer = ask("GET /api/v1/status", fmt::format("Host: localhost\r\n{}\r\n", header));
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 403 Forbidden\r\n")) << header;
    EXPECT_THAT(answer, HasSubstr("admin.token"));
  }
}

TEST_F(AdminServerAccessTest, OverLoopbackTakesANameOfThisMachine) {
  serve({.listen = "127.0.0.1:0", .hosts = {"gateway.internal"}});
  EXPECT_THAT(ask("GET /api/v1/status", "Host: gateway.internal:80\r\n"), EndsWith("{}"));
  for (const auto* page : {"/api/v1/status", "/metrics", "/livez", "/", "/x"}) {
    EXPECT_THAT(ask(fmt::format("GET {}", page), "Host: evil.example\r\n"),
                StartsWith("HTTP/1.1 421 Misdirected Request\r\n"))
        << page;
  }
}

/// Whatever it says: no page of another origin may read it, and none may show it in a frame.
TEST_F(AdminServerAccessTest, IsNeverOpenedToOtherPages) {
  serve({.listen = "127.0.0.1:0"});
  const std::string host = "Host: localhost\r\nOrigin: http://evil.example\r\n";
  for (const auto& answer :
       {ask("GET /metrics", host), ask("GET /api/v1/status", host), ask("GET /nothing", host),
        ask("POST /api/v1/reload", host), ask("OPTIONS /api/v1/reload", host),
        ask("GET /metrics", "Host: evil.example\r\n"), ask("what is this", "")}) {
    EXPECT_THAT(answer, HasSubstr("Content-Security-Policy: default-src 'none'; "));
    EXPECT_THAT(answer, HasSubstr("X-Content-Type-Options: nosniff\r\n"));
    EXPECT_THAT(answer, HasSubstr("Cache-Control: no-store\r\n"));
    EXPECT_THAT(answer, Not(HasSubstr("Access-Control")));
  }
}

}  // namespace
}  // namespace sluice::net
