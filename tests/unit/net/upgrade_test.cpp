#include "gateway/net/upgrade.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/telemetry/version.hpp"

namespace sluice::net {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view key = "dGhlIHNhbXBsZSBub25jZQ==";

std::string acceptance(std::string_view more_headers = "") {
  return std::string{
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
      "Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"}
      .append(more_headers)
      .append("\r\n");
}

std::string refusal(std::string_view answer) {
  UpgradeAnswer reader;
  const auto done = reader.feed(answer, key);
  return done ? (*done ? "accepted" : "incomplete") : done.error().message;
}

TEST(UpgradeTest, AcceptsTheKeyOfTheStandard) {
  EXPECT_EQ(accept_for(key), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");  // RFC 6455, section 1.3
}

TEST(UpgradeTest, MakesAFreshKeyOfSixteenBytes) {
  const auto one = make_websocket_key();
  EXPECT_EQ(one.size(), 24U);
  EXPECT_TRUE(one.ends_with("=="));
  EXPECT_NE(one, make_websocket_key());
}

TEST(UpgradeTest, AsksInTheWordsOfTheStandardAndWithTheConfiguredHeaders) {
  EXPECT_EQ(upgrade_request("a:6001", "/app/k?protocol=7", key, {{"Origin", "https://b"}}),
            fmt::format("GET /app/k?protocol=7 HTTP/1.1\r\nHost: a:6001\r\n"
                        "User-Agent: sluice/{}\r\nUpgrade: websocket\r\n"
                        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: https://b\r\n\r\n",
                        telemetry::version()));
}

TEST(UpgradeTest, SendsAConfiguredHostAndUserAgentInPlaceOfItsOwn) {
  const auto request =
      upgrade_request("a:6001", "/", key, {{"host", "tenant.example"}, {"USER-AGENT", "shop/1"}});
  EXPECT_THAT(request, testing::HasSubstr("\r\nhost: tenant.example\r\n"));
  EXPECT_THAT(request, testing::HasSubstr("\r\nUSER-AGENT: shop/1\r\n"));
  EXPECT_THAT(request, testing::Not(testing::HasSubstr("Host: a")));
  EXPECT_THAT(request, testing::Not(testing::HasSubstr("sluice/")));
}

TEST(UpgradeAnswerTest, KeepsTheFramesThatCameWithItWhereverItIsSplit) {
  const std::string frames = "\x81\x02hi\x81\x01";
  const auto answer = acceptance("X-Other: 1\r\n") + frames;
  for (std::size_t at = 0; at <= answer.size(); ++at) {
    UpgradeAnswer reader;
    const auto first = reader.feed(std::string_view{answer}.substr(0, at), key);
    ASSERT_TRUE(first) << first.error().message;
    ASSERT_EQ(*first, at >= answer.size() - frames.size()) << at;
    if (*first) {
      EXPECT_EQ(reader.rest(), frames.substr(0, at - (answer.size() - frames.size())));
      continue;
    }
    const auto second = reader.feed(std::string_view{answer}.substr(at), key);
    ASSERT_TRUE(second && *second) << at;
    EXPECT_EQ(reader.rest(), frames);
  }
}

TEST(UpgradeAnswerTest, IsReadByteByByte) {
  UpgradeAnswer reader;
  const auto answer = acceptance();
  for (std::size_t at = 0; at < answer.size(); ++at) {
    const auto done = reader.feed(std::string_view{answer}.substr(at, 1), key);
    ASSERT_TRUE(done) << done.error().message;
    ASSERT_EQ(*done, at + 1 == answer.size());
  }
  EXPECT_EQ(reader.rest(), "");
}

TEST(UpgradeAnswerTest, IsAcceptedWhateverTheCaseAndWithOtherTokens) {
  EXPECT_EQ(refusal("HTTP/1.1 101 OK\r\nupgrade: WebSocket\r\nconnection: keep-alive, upgrade\r\n"
                    "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"),
            "accepted");
}

TEST(UpgradeAnswerTest, SaysWhatTheServerAnsweredInstead) {
  EXPECT_EQ(refusal("HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\noops!"),
            "the server answered 404 Not Found instead of upgrading");
  EXPECT_EQ(refusal("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
            "the server answered 200 OK instead of upgrading");
  EXPECT_EQ(refusal("HTTP/1.1 301 Moved\r\nLocation: /x\r\n\r\n"),
            "the server answered 301 Moved instead of upgrading");
}

TEST(UpgradeAnswerTest, SaysHowLongTheServerAskedToWait) {
  const auto asked = [](std::string_view answer) {
    UpgradeAnswer reader;
    EXPECT_FALSE(reader.feed(answer, key));
    return reader.retry_after(WallTime{});
  };
  EXPECT_EQ(asked("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 30\r\n\r\n"),
            std::chrono::seconds{30});
  EXPECT_EQ(asked("HTTP/1.1 429 Too Many Requests\r\nretry-after: Thu, 01 Jan 1970 00:01:00 GMT\r\n"
                  "Content-Length: 9\r\n\r\ntoo many!"),
            std::chrono::seconds{60});
  EXPECT_EQ(asked("HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n"), std::nullopt);
  EXPECT_EQ(asked("220 mail.example ESMTP\r\n\r\n"), std::nullopt);
}

TEST(UpgradeAnswerTest, RefusesAnAcceptanceOfSomethingElse) {
  constexpr auto message = "the answer to the upgrade does not accept the WebSocket key";
  const auto without = [](std::string_view part, std::string_view instead = "") {
    auto answer = acceptance();
    return answer.replace(answer.find(part), part.size(), instead);
  };
  EXPECT_EQ(refusal(without("s3pP", "S3pP")), message);
  EXPECT_EQ(refusal(without("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")), message);
  EXPECT_EQ(refusal(without("Upgrade: websocket\r\n")), message);
  EXPECT_EQ(refusal(without("Connection: Upgrade\r\n")), message);
  EXPECT_EQ(refusal(without("Upgrade: websocket", "Upgrade: h2c")), message);
}

TEST(UpgradeAnswerTest, RefusesAnExtensionThatWouldChangeWhatFramesMean) {
  EXPECT_EQ(refusal(acceptance("Sec-WebSocket-Extensions: permessage-deflate\r\n")),
            "the answer to the upgrade has an extension, and none is supported");
}

TEST(UpgradeAnswerTest, RefusesWhatIsNotHttp) {
  for (const auto* answer : {"SSH-2.0-OpenSSH\r\n\r\n", "\x16\x03\x01\x02 more\r\n\r\n",
                             "HTTP/x 101\r\n\r\n", "HTTP/1.1 101 OK\r\nno colon\r\n\r\n"}) {
    EXPECT_THAT(refusal(answer), StartsWith("the answer to the upgrade is not HTTP: ")) << answer;
  }
}

TEST(UpgradeAnswerTest, RefusesAHeaderWithoutEnd) {
  UpgradeAnswer reader;
  Result<bool> done = false;
  std::size_t fed = 0;
  for (std::string more = "HTTP/1.1 101 OK\r\n"; done && fed < 100'000; more = "X-More: abc\r\n") {
    done = reader.feed(more, key);
    fed += more.size();
  }
  ASSERT_FALSE(done);
  EXPECT_LT(fed, 20'000U);
  EXPECT_THAT(done.error().message, HasSubstr("header limit"));
}

}  // namespace
}  // namespace sluice::net
