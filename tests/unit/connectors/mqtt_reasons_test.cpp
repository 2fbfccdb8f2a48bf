#include "connectors/mqtt/mqtt_reasons.hpp"

#include <gtest/gtest.h>

namespace sluice::connectors {
namespace {

TEST(MqttReasonsTest, SendsAgainWhatTheBrokerMayTakeLater) {
  EXPECT_FALSE(is_permanent(0x97, {})) << "quota exceeded";
  EXPECT_FALSE(is_permanent(0x10, {})) << "no matching subscribers";
  EXPECT_TRUE(is_permanent(0x87, {})) << "not authorized";
  EXPECT_TRUE(is_permanent(0x99, {})) << "payload format invalid";
}

TEST(MqttReasonsTest, TheOperatorDecidesWhatIsPermanent) {
  const ErrorChoice<MqttReason> choice{.permanent = {MqttReason::quota_exceeded},
                                       .passing = {MqttReason::not_authorized}};
  EXPECT_TRUE(is_permanent(0x97, choice));
  EXPECT_FALSE(is_permanent(0x87, choice));
  EXPECT_TRUE(is_permanent(0x80, choice)) << "in neither list";
  EXPECT_FALSE(is_permanent(0x91, choice)) << "in neither list";
}

TEST(MqttReasonsTest, WhatMayHoldUpForEverOrBeNoMessagesFaultIsRefused) {
  EXPECT_NE(why_not_passing(MqttReason::payload_format_invalid), "");
  EXPECT_NE(why_not_passing(MqttReason::topic_name_invalid), "");
  EXPECT_EQ(why_not_passing(MqttReason::not_authorized), "");
  EXPECT_NE(why_not_permanent(MqttReason::packet_identifier_in_use), "");
  EXPECT_EQ(why_not_permanent(MqttReason::quota_exceeded), "");
}

TEST(MqttReasonsTest, PutsTheBrokersRefusalIntoWords) {
  EXPECT_EQ(connect_refusal(4, 0), "Bad user name or password");
  EXPECT_EQ(connect_refusal(5, 0), "Not authorized");
  EXPECT_EQ(connect_refusal(-1, 0x87), "Not authorized");
  EXPECT_EQ(connect_refusal(0x86, 0), "Bad User Name or Password");
  EXPECT_EQ(connect_refusal(5, 255), "Not authorized") << "255: Paho's mark for 3.1.1";
  EXPECT_EQ(connect_refusal(-1, 0), "") << "not the broker's answer";
}

TEST(MqttReasonsTest, CallsTheEndOfAConnectionByThatName) {
  EXPECT_EQ(request_failure(-1), "the connection ended before the broker answered");
  EXPECT_EQ(request_failure(-3), request_failure(-1));
  EXPECT_EQ(request_failure(-11), request_failure(-1));
  EXPECT_NE(request_failure(-12), request_failure(-1));
}

}  // namespace
}  // namespace sluice::connectors
