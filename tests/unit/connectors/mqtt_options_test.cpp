#include "connectors/mqtt/mqtt_options.hpp"

#include <gtest/gtest.h>

namespace sluice::connectors {
namespace {

TEST(PahoUriTest, IsTheBrokersPlaceInPahosWords) {
  EXPECT_EQ(paho_uri("mqtt://broker"), "tcp://broker:1883");
  EXPECT_EQ(paho_uri("mqtts://broker"), "ssl://broker:8883");
  EXPECT_EQ(paho_uri("mqtts://broker.example:1"), "ssl://broker.example:1");
  EXPECT_EQ(paho_uri("mqtt://[::1]:99"), "tcp://[::1]:99");
  EXPECT_EQ(paho_uri("mqtt://[::1]"), "tcp://[::1]:1883");
}

}  // namespace
}  // namespace sluice::connectors
