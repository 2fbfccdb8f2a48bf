#include <fmt/format.h>
#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <vector>

#include "gateway/net/admin_server.hpp"
#include "tests/unit/net/admin_client.hpp"

namespace sluice::net {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class AdminServerPlanTest : public testing::Test {
 protected:
  AdminServerPlanTest() {
    AdminHandlers handlers;
    handlers.plan = [this](const std::string& text) {
      texts_.push_back(text);
      return answer_;
    };
    server_ =
        *AdminServer::start(loop_, {.listen = "127.0.0.1:0"}, std::move(handlers), log_, probe_);
  }

  std::string post(const std::string& body, const std::string& headers = "X-Requested-By: me\r\n") {
    AdminClient client(loop_, server_->port());
    client.send(
        fmt::format("POST /api/v1/plan HTTP/1.1\r\nHost: localhost\r\n"
                    "Content-Length: {}\r\n{}\r\n{}",
                    body.size(), headers, body));
    return client.rest();
  }

  telemetry::Log log_{telemetry::Level::error, telemetry::LogFormat::logfmt};
  AdminProbe probe_;
  boost::asio::io_context loop_;
  ChangeAnswer answer_{true, "{}"};
  std::vector<std::string> texts_;
  std::unique_ptr<AdminServer> server_;
};

TEST_F(AdminServerPlanTest, GivesTheTextToItsHandler) {
  const std::string large(100'000, 'x');
  EXPECT_THAT(post("a: 1"), StartsWith("HTTP/1.1 200 OK\r\n"));
  answer_ = {false, R"({"c":3})"};
  const auto answer = post(large);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 Bad Request\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n{\"c\":3}"));
  EXPECT_THAT(texts_, ElementsAre("a: 1", large));
}

TEST_F(AdminServerPlanTest, RefusesWhatMayNotChangeAnything) {
  EXPECT_THAT(post("a: 1", ""), StartsWith("HTTP/1.1 403 Forbidden\r\n"));
  EXPECT_THAT(post("a: 1", "X-Requested-By: me\r\nOrigin: http://a\r\n"),
              StartsWith("HTTP/1.1 403 "));
  EXPECT_THAT(texts_, IsEmpty());
}

TEST_F(AdminServerPlanTest, RefusesMoreThanAConfigurationMayBe) {
  EXPECT_THAT(post(std::string((1 << 20) + 1, 'x')), StartsWith("HTTP/1.1 413 "));
  AdminClient client(loop_, server_->port());
  client.send(
      "POST /api/v1/plan HTTP/1.1\r\nHost: localhost\r\nX-Requested-By: me\r\n"
      "Transfer-Encoding: chunked\r\n\r\n100001\r\n");
  client.send(std::string(0x100001, 'x'));
  EXPECT_THAT(client.rest(), StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(texts_, IsEmpty());
}

TEST_F(AdminServerPlanTest, IsThereForPostOnly) {
  AdminClient client(loop_, server_->port());
  client.send("GET /api/v1/plan HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(client.rest(), HasSubstr("Allow: POST\r\n"));
}

}  // namespace
}  // namespace sluice::net
