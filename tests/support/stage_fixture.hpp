#pragma once

#include <gtest/gtest.h>

#include <utility>

#include "tests/support/parts.hpp"
#include "tests/support/stage.hpp"

namespace sluice::test {

/// A test that builds a stage. Kafka is required by those who use it.
class StageFixture : public testing::Test {
 protected:
  explicit StageFixture(ChannelsApp app = {}) : stage{std::move(app)} {}

  void SetUp() override {
    SLUICE_REQUIRE_PART(Driver);
    SLUICE_REQUIRE_PART(Soketi);
    SLUICE_REQUIRE_PART(Mosquitto);
    SLUICE_REQUIRE_PART(GatewayProcess);
  }

  Stage stage;
};

}  // namespace sluice::test
