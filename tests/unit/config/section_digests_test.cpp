#include "config/section_digests.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/config/loading.hpp"

namespace sluice::config {
namespace {

using testing::ElementsAre;

constexpr std::string_view file = R"(
connections:
  market:
    cluster: eu
    key: abc
    auth: {secret: hush, headers: {X-A: one}}
    channels: [a, b]
sinks:
  events: {type: sample, brokers: [b], login: {user: u, password: hush}}
routes:
  - {to: events, topic: t}
  - {to: events, topic: u}
sources:
  commands: {type: sample, topics: [t]}
returns:
  - {name: orders, from: commands, to: market, channel: private-a, event: e}
drain_timeout: 5s
)";

std::vector<SectionDigest> digests_of(std::string text) {
  return digest_sections(load_sample(text).value(), sample_types());
}

std::string replaced(std::string_view what, std::string_view by) {
  std::string text{file};
  return text.replace(text.find(what), what.size(), by);
}

/// `list.name: path`, for each key that differs.
std::vector<std::string> keys_that_differ(const std::string& other) {
  std::vector<std::string> found;
  const auto before = digests_of(std::string{file});
  const auto after = digests_of(other);
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(before[i].fingerprint() == after[i].fingerprint(), before[i].keys == after[i].keys);
    for (std::size_t k = 0; k < before[i].keys.size(); ++k) {
      const KeyDigest& key = before[i].keys[k];
      if (key == after[i].keys.at(k)) continue;
      found.push_back(before[i].list + '.' + before[i].name + ": " + key.path);
    }
  }
  return found;
}

TEST(SectionDigestsTest, HaveASectionForTheProcessAndForEachThingOfTheFile) {
  std::vector<std::string> sections;
  for (const auto& section : digests_of(std::string{file})) {
    sections.push_back(section.list + '.' + section.name);
  }
  EXPECT_THAT(sections, ElementsAre(".", "connections.market", "sinks.events", "routes.", "routes.",
                                    "sources.commands", "returns.orders"));
}

TEST(SectionDigestsTest, DoNotDependOnTheFormOfTheFile) {
  EXPECT_THAT(keys_that_differ(replaced("drain_timeout: 5s", "drain_timeout: 5000ms")),
              ElementsAre());
  EXPECT_THAT(keys_that_differ(replaced("cluster: eu", "pong_timeout: 30s\n    cluster: 'eu'")),
              ElementsAre());
}

TEST(SectionDigestsTest, DifferInTheKeyThatDiffers) {
  EXPECT_THAT(keys_that_differ(replaced("drain_timeout: 5s", "drain_timeout: 6s")),
              ElementsAre(".: drain_timeout"));
  EXPECT_THAT(keys_that_differ(replaced("[a, b]", "[b, a]")),
              ElementsAre("connections.market: channels"));
  EXPECT_THAT(keys_that_differ(replaced("topic: u", "topic: v")), ElementsAre("routes.: topic"));
}

TEST(SectionDigestsTest, DifferWhereASecretDiffers) {
  EXPECT_THAT(keys_that_differ(replaced("secret: hush", "secret: hash")),
              ElementsAre("connections.market: auth.secret"));
  EXPECT_THAT(keys_that_differ(replaced("X-A: one", "X-A: two")),
              ElementsAre("connections.market: auth.headers"));
  EXPECT_THAT(keys_that_differ(replaced("password: hush", "password: hash")),
              ElementsAre("sinks.events: login.password"));
}

TEST(SectionDigestsTest, KnowWhichKeysNeedARestart) {
  const auto needs = [](const std::vector<KeyDigest>& keys, std::string_view path) {
    return std::ranges::find(keys, path, &KeyDigest::path)->needs_restart;
  };
  const auto sections = digests_of(std::string{file});
  EXPECT_TRUE(needs(sections[0].keys, "shards"));
  EXPECT_TRUE(needs(sections[0].keys, "admin.listen"));
  EXPECT_FALSE(needs(sections[0].keys, "admin.ready.sinks"));
  EXPECT_TRUE(needs(sections[0].keys, "log.level"));  // as its section does
  EXPECT_FALSE(needs(sections[0].keys, "drain_timeout"));
  EXPECT_TRUE(needs(sections[2].keys, "acks"));
}

}  // namespace
}  // namespace sluice::config
