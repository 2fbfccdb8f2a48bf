#include "gateway/app/status_rates.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

namespace sluice::app {
namespace {

using nlohmann::json;

json status(int counted) {
  return {{"connections", {{{"connection", "shop"}, {"events", counted}}}},
          {"sinks", {{{"sink", "out"}, {"delivered", counted}}}},
          {"sources", {{{"source", "in"}, {"received", counted}}}},
          {"returns", {{{"return", "back"}, {"sent", counted}}}}};
}

json with_rates(const json& now, const json& earlier, Duration between) {
  return json::parse(app::with_rates(now.dump(), earlier.dump(), between));
}

TEST(StatusRatesTest, AreWhatEachCounterGainedASecond) {
  const json rated = with_rates(status(30), status(10), Duration{8'000});
  EXPECT_EQ(rated["connections"][0]["events_per_second"], 2.5);
  EXPECT_EQ(rated["sinks"][0]["delivered_per_second"], 2.5);
  EXPECT_EQ(rated["sources"][0]["received_per_second"], 2.5);
  EXPECT_EQ(rated["returns"][0]["sent_per_second"], 2.5);
  EXPECT_EQ(rated["rates_over_seconds"], 8.0);
}

TEST(StatusRatesTest, AreLeftOutForWhatIsNewAndForAProcessThatBeganAnew) {
  json other = status(10);
  other["sinks"][0]["sink"] = "another";
  EXPECT_FALSE(
      with_rates(status(30), other, Duration{1'000})["sinks"][0].contains("delivered_per_second"));
  EXPECT_FALSE(with_rates(status(3), status(10), Duration{1'000})["sinks"][0].contains(
      "delivered_per_second"));
}

TEST(StatusRatesTest, RefusesWhatIsNoStatus) {
  for (const auto* text : {"", "{}", "[1]", "<html>"}) {
    const auto good = status(1).dump();
    EXPECT_THROW(static_cast<void>(app::with_rates(text, good, Duration{1})), std::runtime_error);
    EXPECT_THROW(static_cast<void>(app::with_rates(good, text, Duration{1})), std::runtime_error);
  }
}

}  // namespace
}  // namespace sluice::app
