#include "gateway/channels/publish/api_publisher.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace sluice::channels {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

/// A publisher with a clock turned by hand. The n-th event published has ticket n, from 0.
class ApiPublisherTest : public testing::Test {
 protected:
  void publish(std::string name, std::string channel = "trades") {
    publish(ReturnEvent{.channel = std::move(channel), .name = std::move(name), .data = "1"});
  }
  void publish(ReturnEvent event) { publisher_.add(std::move(event), {published_++}, actions_); }
  void publish_all(int from, int to) {
    for (int i = from; i <= to; ++i) publish(std::to_string(i));
  }

  /// The names of the events of the request that is to be posted now.
  std::vector<std::string> posted() {
    std::vector<std::string> names;
    const auto request = publisher_.next(now_, "1.1", actions_);
    if (!request) return names;
    const auto body = nlohmann::json::parse(request->body);
    if (!body.contains("batch")) return {body["name"]};
    for (const auto& event : body["batch"]) names.push_back(event["name"]);
    return names;
  }
  void answer(unsigned status, std::string_view body = "{}") {
    publisher_.on_answer({status, body}, now_, actions_);
  }
  void fail() { publisher_.on_failure("connect: refused", now_.time, actions_); }
  void pass(Duration time) { now_.time += time; }

  /// What was settled since the last question.
  std::vector<Settled> settled() {
    std::vector<Settled> all;
    for (const auto& action : actions_) {
      if (const auto* settle = std::get_if<Settled>(&action)) all.push_back(*settle);
    }
    std::erase_if(actions_, [](const Action& one) { return std::holds_alternative<Settled>(one); });
    return all;
  }
  std::vector<std::uint64_t> confirmed() {
    std::vector<std::uint64_t> tickets;
    for (const auto& settle : settled()) {
      EXPECT_EQ(settle.outcome.loss, std::nullopt) << settle.outcome.detail;
      tickets.push_back(settle.ticket.sequence);
    }
    return tickets;
  }
  ReturnOutcome outcome() {
    const auto all = settled();
    EXPECT_THAT(all, SizeIs(1));
    return all.empty() ? ReturnOutcome{} : all[0].outcome;
  }
  [[nodiscard]] std::size_t reports() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        actions_, [](const Action& action) { return std::holds_alternative<Report>(action); }));
  }
  [[nodiscard]] std::string last_report() const {
    std::string detail;
    for (const auto& action : actions_) {
      if (const auto* report = std::get_if<Report>(&action)) detail = report->detail;
    }
    return detail;
  }

  Random random_{42};
  ApiPublisher publisher_{{.app = {.id = "3", .key = "key", .secret = "secret"},
                           .max_bytes = 10 * 1024,
                           .retry_max = seconds(4)},
                          random_};
  Moment now_{Time(std::chrono::hours(1)), WallTime(std::chrono::hours(24))};
  Actions actions_;

 private:
  std::uint64_t published_ = 0;
};

TEST_F(ApiPublisherTest, PostsOneEventAndSettlesItByTheAnswer) {
  publish("price");
  EXPECT_THAT(posted(), ElementsAre("price"));
  EXPECT_THAT(settled(), IsEmpty());
  answer(200);
  EXPECT_THAT(confirmed(), ElementsAre(0));
  EXPECT_THAT(posted(), IsEmpty());
}

TEST_F(ApiPublisherTest, HasOneRequestUnderWayAndThenPostsWhatHasCome) {
  publish("1");
  EXPECT_THAT(posted(), ElementsAre("1"));
  publish_all(2, 3);
  EXPECT_THAT(posted(), IsEmpty());
  answer(200);
  EXPECT_THAT(posted(), ElementsAre("2", "3"));
}

TEST_F(ApiPublisherTest, PostsNoMoreThanTenAtOnce) {
  publish_all(1, 25);
  EXPECT_THAT(posted(), SizeIs(10));
  answer(200);
  EXPECT_THAT(posted(), SizeIs(10));
  answer(200);
  EXPECT_THAT(posted(), ElementsAre("21", "22", "23", "24", "25"));
}

TEST_F(ApiPublisherTest, TakesAnyChannelButAnEncryptedOneAndNamesAsTheyAre) {
  publish("a", "private-a");
  publish("b", "presence-b");
  publish("c", "trades");
  EXPECT_THAT(posted(), ElementsAre("a", "b", "c"));
  publish("d", "private-encrypted-d");
  EXPECT_EQ(outcome().loss, ReturnLoss::encrypted_channel);
  publish("pusher:e");
  EXPECT_EQ(outcome().loss, ReturnLoss::bad_event);
}

TEST_F(ApiPublisherTest, AsksAgainAfterABackoffWhenThereWasNoAnswer) {
  publish_all(1, 2);
  EXPECT_THAT(posted(), SizeIs(2));
  fail();
  EXPECT_EQ(reports(), 1U);
  pass(seconds(4));
  EXPECT_THAT(posted(), ElementsAre("1", "2"));
  fail();
  EXPECT_EQ(reports(), 1U);  // once for all failures in a row
  pass(seconds(4));
  EXPECT_THAT(posted(), SizeIs(2));
  answer(200);
  const auto all = settled();
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[0].outcome.retries, 2U);
}

TEST_F(ApiPublisherTest, WaitsForTheBackoffAndSaysHowLong) {
  publish("1");
  EXPECT_THAT(posted(), SizeIs(1));
  EXPECT_EQ(publisher_.next_deadline(), never);
  fail();
  const auto retry_at = publisher_.next_deadline();
  ASSERT_GT(retry_at, now_.time);
  now_.time = retry_at - milliseconds(1);
  EXPECT_THAT(posted(), IsEmpty());
  now_.time = retry_at;
  EXPECT_THAT(posted(), SizeIs(1));
}

TEST_F(ApiPublisherTest, AsksAgainAfterAnswersThatSayNothingAboutTheEvents) {
  publish("1");
  for (const unsigned status : {302, 408, 429, 500, 502, 503}) {
    EXPECT_THAT(posted(), ElementsAre("1")) << status;
    answer(status);
    EXPECT_THAT(settled(), IsEmpty()) << status;
    pass(seconds(4));
  }
}

TEST_F(ApiPublisherTest, LooksBeneathAStatusThatSaysAllIsWell) {
  publish("1");
  EXPECT_THAT(posted(), SizeIs(1));
  answer(200, R"({"error":"on its knees","code":503})");
  EXPECT_THAT(settled(), IsEmpty());
  pass(seconds(4));
  EXPECT_THAT(posted(), SizeIs(1));
  answer(200, R"({"error":"no good","code":400})");
  EXPECT_EQ(outcome().loss, ReturnLoss::refused);
  for (const auto* body : {"", "{}", R"({"ok":true})", R"({"channels":{"error":{},"code":{}}})",
                           R"({"error":"?","code":"x"})", R"({"error":null,"code":-1})"}) {
    publish("1");
    EXPECT_THAT(posted(), SizeIs(1));
    answer(200, body);
    EXPECT_THAT(confirmed(), SizeIs(1)) << body;
  }
}

TEST_F(ApiPublisherTest, AsksAgainWhereAProxyAnswersInTheApisPlace) {
  publish("1");
  const std::array<std::pair<unsigned, std::string_view>, 4> answers{
      {{404, "404 page not found"}, {405, ""}, {200, "<html>sign in</html>"}, {200, "welcome"}}};
  for (const auto& [status, body] : answers) {
    EXPECT_THAT(posted(), ElementsAre("1")) << status;
    answer(status, body);
    EXPECT_THAT(settled(), IsEmpty()) << status;
    pass(seconds(4));
  }
}

TEST_F(ApiPublisherTest, WaitsAsLongAsTheServerAsks) {
  publish("1");
  EXPECT_THAT(posted(), SizeIs(1));
  publisher_.on_answer({.status = 503, .body = "", .retry_after = seconds(90)}, now_, actions_);
  EXPECT_EQ(publisher_.next_deadline(), now_.time + seconds(90));
}

TEST_F(ApiPublisherTest, LosesNothingBecauseOfAClockAndSaysHowFarItIsOut) {
  publish("1");
  EXPECT_THAT(posted(), SizeIs(1));
  publisher_.on_answer(
      {.status = 401,
       .body = "Timestamp expired: Given timestamp (x) not within 600s of server time",
       .date = now_.wall + seconds(700)},
      now_, actions_);
  EXPECT_THAT(last_report(), HasSubstr("our clock is 700 s behind the server's"));
  EXPECT_THAT(last_report(), Not(HasSubstr("api.secret")));
  EXPECT_THAT(settled(), IsEmpty());
  pass(seconds(4));
  EXPECT_THAT(posted(), ElementsAre("1"));
}

TEST_F(ApiPublisherTest, LosesAnEventThatIsRefused) {
  for (const unsigned status : {400, 401, 403, 413, 422}) {
    publish("bad");
    EXPECT_THAT(posted(), SizeIs(1));
    answer(status, "no good");
    const auto lost = outcome();
    EXPECT_EQ(lost.loss, status == 413 ? ReturnLoss::too_large : ReturnLoss::refused);
    EXPECT_THAT(lost.detail, HasSubstr(std::to_string(status) + ": no good"));
  }
}

TEST_F(ApiPublisherTest, NamesTheSecretThatSignedWhereTheSignatureIsRefused) {
  const std::string secret = "signed by api.secret: ";
  for (const unsigned status : {403, 400, 401}) {
    publish("bad");
    EXPECT_THAT(posted(), SizeIs(1));
    answer(status, "no good");
    EXPECT_EQ(outcome().detail.find(secret) != std::string::npos, status == 401) << status;
  }
}

TEST_F(ApiPublisherTest, SaysOnceThatTheAppIsRefusedUntilItIsNot) {
  for (const unsigned status : {401, 403, 200, 401}) {
    publish("1");
    EXPECT_THAT(posted(), SizeIs(1));
    answer(status);
  }
  EXPECT_EQ(reports(), 2U);
}

TEST_F(ApiPublisherTest, LosesAWholeBatchWhereTheAppIsRefused) {
  publish_all(1, 4);
  EXPECT_THAT(posted(), SizeIs(4));
  answer(401);
  EXPECT_THAT(settled(), SizeIs(4));
  EXPECT_THAT(posted(), IsEmpty());
}

TEST_F(ApiPublisherTest, LosesOnlyTheBadEventOfABatch) {
  publish_all(1, 4);
  EXPECT_THAT(posted(), SizeIs(4));
  answer(400);
  EXPECT_THAT(settled(), IsEmpty());
  publish_all(5, 6);
  for (const auto* name : {"1", "2", "3", "4"}) {
    EXPECT_THAT(posted(), ElementsAre(name));
    answer(name == std::string("3") ? 400 : 200);
    EXPECT_EQ(outcome().loss.has_value(), name == std::string("3")) << name;
  }
  EXPECT_THAT(posted(), ElementsAre("5", "6"));
}

TEST_F(ApiPublisherTest, AsksOneByOneWhereABatchIsMoreThanALimitLetsThrough) {
  publish_all(1, 2);
  EXPECT_THAT(posted(), SizeIs(2));
  answer(429);
  pass(seconds(4));
  EXPECT_THAT(posted(), ElementsAre("1"));
}

TEST_F(ApiPublisherTest, AnEventThatFailsForEverHoldsUpItsOwnChannelOnly) {
  for (const auto* channel : {"a", "b", "c"}) publish(std::string(channel) + "1", channel);
  publish("b2", "b");
  std::vector<std::string> published;
  for (int i = 0; i < 40; ++i) {
    const auto names = posted();
    const bool bad = std::ranges::find(names, "b1") != names.end();
    answer(bad ? 500 : 200);
    if (!bad) published.insert(published.end(), names.begin(), names.end());
    pass(seconds(1));
    if (i == 20) publish("c2", "c");
  }
  EXPECT_THAT(published, ElementsAre("a1", "c1", "c2"));
  EXPECT_THAT(confirmed(), ElementsAre(0, 2, 4));
}

TEST_F(ApiPublisherTest, AnEventThatWasHeldIsPublishedWhenItCanBeAndItsChannelAfterIt) {
  publish("b1", "b");
  publish("b2", "b");
  publish("a1", "a");
  std::vector<std::string> published;
  for (int i = 0; i < 60; ++i) {
    const auto names = posted();
    const bool bad = i < 20 && std::ranges::find(names, "b1") != names.end();
    answer(bad ? 503 : 200);
    if (!bad) published.insert(published.end(), names.begin(), names.end());
    now_.time = std::max(now_.time + milliseconds(1),
                         std::min(publisher_.next_deadline(), now_.time + seconds(9)));
  }
  EXPECT_THAT(published, ElementsAre("a1", "b1", "b2"));
  EXPECT_EQ(publisher_.next_deadline(), never);
}

TEST_F(ApiPublisherTest, DoesNotPostWhatWasWithdrawn) {
  publish_all(1, 3);
  publisher_.withdraw({1}, actions_);
  EXPECT_EQ(outcome().loss, ReturnLoss::withdrawn);
  EXPECT_THAT(posted(), ElementsAre("1", "3"));
}

TEST_F(ApiPublisherTest, DoesNotPostAgainWhatWasWithdrawnMeanwhile) {
  publish_all(1, 2);
  EXPECT_THAT(posted(), ElementsAre("1", "2"));
  publisher_.withdraw({0}, actions_);
  EXPECT_THAT(settled(), IsEmpty());
  answer(500);
  EXPECT_EQ(outcome().loss, ReturnLoss::withdrawn);
  pass(seconds(4));
  EXPECT_THAT(posted(), ElementsAre("2"));
  publisher_.withdraw({1}, actions_);
  answer(200);
  EXPECT_THAT(confirmed(), ElementsAre(1));
}

TEST_F(ApiPublisherTest, LeavesOutWhatIsStaleByNow) {
  publish({.channel = "a", .name = "1", .data = "1", .expires_at = now_.time + seconds(1)});
  publish("2");
  EXPECT_THAT(posted(), ElementsAre("1", "2"));
  fail();
  pass(seconds(4));
  EXPECT_THAT(posted(), ElementsAre("2"));
  EXPECT_EQ(outcome().loss, ReturnLoss::expired);
}

TEST_F(ApiPublisherTest, NoticesWhatIsStaleWhileARequestIsUnderWay) {
  publish("1");
  EXPECT_THAT(posted(), ElementsAre("1"));
  publish({.channel = "a", .name = "2", .data = "1", .expires_at = now_.time + seconds(1)});
  EXPECT_EQ(publisher_.next_deadline(), now_.time + seconds(1));
  pass(seconds(1));
  EXPECT_THAT(posted(), IsEmpty());
  EXPECT_EQ(outcome().loss, ReturnLoss::expired);
}

TEST_F(ApiPublisherTest, ReplacesWhatIsNotUnderWay) {
  const auto state = [](std::string name) {
    return ReturnEvent{.channel = "a", .name = std::move(name), .data = "1", .replaces = "key"};
  };
  publish(state("1"));
  EXPECT_THAT(posted(), ElementsAre("1"));
  publish(state("2"));
  EXPECT_THAT(settled(), IsEmpty());
  publish(state("3"));
  EXPECT_EQ(outcome().loss, ReturnLoss::superseded);
  answer(200);
  EXPECT_THAT(posted(), ElementsAre("3"));
}

}  // namespace
}  // namespace sluice::channels
