#include "gateway/channels/publish/publish_rules.hpp"

#include <gtest/gtest.h>

namespace sluice::channels {
namespace {

const ReturnEvent good{.channel = "private-a_=@,.;-9Z", .name = "filled", .data = "1"};

std::optional<ReturnLoss> loss_of(ReturnEvent event) {
  const auto refusal = refusal_of(event, {.data = 10 * 1024});
  return refusal ? std::optional(refusal->loss) : std::nullopt;
}

std::optional<ReturnLoss> loss_of_channel(std::string channel) {
  auto event = good;
  event.channel = std::move(channel);
  return loss_of(std::move(event));
}

std::optional<ReturnLoss> loss_of_name(std::string name) {
  auto event = good;
  event.name = std::move(name);
  return loss_of(std::move(event));
}

TEST(PublishRulesTest, TakeAnEventThatKeepsThem) {
  EXPECT_EQ(loss_of(good), std::nullopt);
}

TEST(PublishRulesTest, KnowWhatChannelNamesConsistOf) {
  EXPECT_EQ(loss_of_channel("trades"), std::nullopt);
  EXPECT_EQ(loss_of_channel(std::string(200, 'a')), std::nullopt);
  for (const auto* name : {"", "a b", "a:b", "#server-to-user-1", "a/b", "\xc3\xa4", "a\n"}) {
    EXPECT_EQ(loss_of_channel(name), ReturnLoss::bad_channel) << name;
  }
  EXPECT_EQ(loss_of_channel(std::string(201, 'a')), ReturnLoss::bad_channel);
}

TEST(PublishRulesTest, KeepOffEncryptedChannels) {
  EXPECT_EQ(loss_of_channel("private-encrypted-a"), ReturnLoss::encrypted_channel);
  EXPECT_EQ(loss_of_channel("private-encrypted"), std::nullopt);
}

TEST(PublishRulesTest, KnowWhatEventNamesThereCanBe) {
  EXPECT_EQ(loss_of_name("App\\Events\\\xc3\x84nderung \"1\""), std::nullopt);
  EXPECT_EQ(loss_of_name(std::string(200, 'e')), std::nullopt);
  EXPECT_EQ(loss_of_name("pusherlike"), std::nullopt);
  for (const auto* name : {"", "pusher:ping", "pusher_internal:member_added", "\xff", "a\xc3"}) {
    EXPECT_EQ(loss_of_name(name), ReturnLoss::bad_event) << name;
  }
  EXPECT_EQ(loss_of_name(std::string(201, 'e')), ReturnLoss::bad_event);
}

TEST(PublishRulesTest, CountTheBytesOfTheData) {
  auto event = good;
  event.data = std::string(10 * 1024, '1');
  EXPECT_EQ(loss_of(event), std::nullopt);
  event.data += '1';
  EXPECT_EQ(loss_of(event), ReturnLoss::too_large);
}

TEST(PublishRulesTest, SayWhichLimitItWas) {
  EXPECT_EQ(refusal_of({.channel = "a", .name = "e", .data = "123"}, {.data = 2})->detail,
            "data of 3 bytes; at most 2 are taken");
}

}  // namespace
}  // namespace sluice::channels
