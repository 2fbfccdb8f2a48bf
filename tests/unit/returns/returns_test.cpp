#include "gateway/returns/returns.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <set>

namespace sluice::returns {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct ReturnsTest : testing::Test {
  [[nodiscard]] std::vector<std::string> problems() const {
    std::vector<std::string> found;
    for (const text::RuleProblem& problem : find_problems(rules, channels)) {
      found.push_back(problem.to_string("returns"));
    }
    return found;
  }
  [[nodiscard]] std::string channel_problem(const std::string& channel) {
    rules[0].channel = channel;
    const auto found = problems();
    return found.empty() ? "fine" : found[0].substr(std::string{"returns[0].channel: "}.size());
  }
  [[nodiscard]] bool takes(const Message& message) const {
    return Returns::compile(rules, channels).value().all()[0].takes(message);
  }

  std::vector<WantedChannels> channels{
      {ConnectionId{0}, "market", {"private-a", "presence-b", "open"}},
      {ConnectionId{1}, "second", {"private-c"}}};
  std::vector<ReturnRule> rules{
      {.connections = {ConnectionId{0}}, .channel = "private-a", .event = "e"}};
};

TEST_F(ReturnsTest, MatchesTopicKeyAndHeaders) {
  rules[0].topic_glob = "cmd.*";
  rules[0].key_glob = "k?";
  rules[0].headers = {{"type", "order.*"}, {"present", ""}};
  const std::array<Header, 2> headers{{{"present", ""}, {"type", "order.new"}}};
  const Message good{.topic = "cmd.x", .key = "k1", .payload = {}, .headers = headers};
  EXPECT_TRUE(takes(good));
  Message other = good;
  other.topic = "state.x";
  EXPECT_FALSE(takes(other));
  other = good;
  other.key = "";
  EXPECT_FALSE(takes(other));
  other = good;
  other.headers = std::span{headers}.first(1);
  EXPECT_FALSE(takes(other));
}

TEST_F(ReturnsTest, TakesEveryMessageWithoutAMatch) {
  EXPECT_TRUE(takes({}));
}

TEST_F(ReturnsTest, FindsTheReturnsOfASourceInOrder) {
  rules = {rules[0], rules[0], rules[0]};
  rules[1].source = SourceId{1};
  Returns first = Returns::compile(rules, channels).value();
  const auto of_source = first.of_source(SourceId{0});
  const Returns moved = std::move(first);
  EXPECT_THAT(of_source, ElementsAre(&moved.all()[0], &moved.all()[2]));
  EXPECT_THAT(moved.of_source(SourceId{7}), IsEmpty());
}

TEST_F(ReturnsTest, SendsAClientEventThroughAConnectionThatSubscribes) {
  rules[0].connections = {ConnectionId{0}, ConnectionId{1}};
  rules[0].channel = "{key}";
  rules.push_back(rules[0]);
  rules[1].publish = PublishMode::http;
  const Returns returns = Returns::compile(rules, channels).value();
  EXPECT_EQ(returns.connection_for(returns.all()[0], "private-a"), ConnectionId{0});
  EXPECT_EQ(returns.connection_for(returns.all()[0], "private-c"), ConnectionId{1});
  std::set<ConnectionId> used;
  for (int n = 0; n < 50; ++n) {
    used.insert(returns.connection_for(returns.all()[1], "news-" + std::to_string(n)));
  }
  EXPECT_THAT(used, ElementsAre(ConnectionId{0}, ConnectionId{1}))
      << "the API needs no subscription";
}

TEST_F(ReturnsTest, FindsAllProblemsOfAllReturns) {
  rules.push_back(
      {.channel = "{chan}", .event = "", .dead_letter = DeadLetterTopic{SinkId{0}, ""}});
  rules.push_back({.connections = {ConnectionId{0}}, .channel = "", .event = "{"});
  EXPECT_THAT(
      problems(),
      ElementsAre("returns[1].to: must name a connection",
                  "returns[1].channel: unknown placeholder {chan}, known: {topic} {key} "
                  "{header:NAME} {topic:N} {json:/POINTER}",
                  "returns[1].event: must not be empty",
                  "returns[1].dead_letter: must name a topic",
                  "returns[2].channel: must not be empty",
                  "returns[2].event: unbalanced { at character 1; write {{ for the brace itself"));
  EXPECT_EQ(Returns::compile(rules, channels).error().message,
            "returns[1].to: must name a connection");
}

TEST_F(ReturnsTest, RefusesAChannelThatCanNeverTakeAClientEvent) {
  const std::string not_for_clients =
      "client events exist on private- and presence- channels only; see publish: http";
  EXPECT_EQ(channel_problem("private-a"), "fine");
  EXPECT_EQ(channel_problem("presence-b"), "fine");
  EXPECT_EQ(channel_problem("private-c"), "not among the channels of the connections it goes to");
  EXPECT_EQ(channel_problem("open"), not_for_clients);
  EXPECT_EQ(channel_problem("Private-{key}"), not_for_clients);
  EXPECT_EQ(channel_problem("private-encrypted-{key}"),
            "on an encrypted channel only the holder of its master key can publish");
  EXPECT_EQ(channel_problem("private-a b"), "not a channel name: letters, digits and -_=@,.;");
  EXPECT_EQ(channel_problem("private-" + std::string(200, 'x')),
            "a channel name has at most 200 bytes, not 208");
}

TEST_F(ReturnsTest, LeavesOpenWhatAMessageMayStillPutRight) {
  for (const char* channel : {"{key}", "p{key}", "private-{key}", "presence{header:x}"}) {
    EXPECT_EQ(channel_problem(channel), "fine") << channel;
  }
}

TEST_F(ReturnsTest, AllowsAnyChannelButAnEncryptedOneThroughTheApi) {
  rules[0].publish = PublishMode::http;
  EXPECT_EQ(channel_problem("news"), "fine");
  EXPECT_EQ(channel_problem("private-encrypted-a"),
            "on an encrypted channel only the holder of its master key can publish");
}

TEST_F(ReturnsTest, RefusesAnEventNameThatNoServerTakes) {
  rules[0].event = "pusher:ping";
  EXPECT_THAT(
      problems(),
      ElementsAre("returns[0].event: names that begin with pusher: are the protocol's own"));
  rules[0].event = std::string(194, 'x');
  EXPECT_THAT(problems(),
              ElementsAre("returns[0].event: an event name has at most 200 bytes, not 201"));
  rules[0].event = "client-" + std::string(193, 'x');
  EXPECT_THAT(problems(), IsEmpty());
  rules[0].event = std::string(200, 'x');
  rules[0].publish = PublishMode::http;
  EXPECT_THAT(problems(), IsEmpty());
}

}  // namespace
}  // namespace sluice::returns
