#include "gateway/app/config_state.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "config/reader.hpp"
#include "connectors/registry.hpp"

namespace sluice::app {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

config::Gateway config_with(const std::string& topic, const std::string& password) {
  return *config::load(
      fmt::format("connections: {{shop: {{cluster: eu, key: k, channels: [a]}}}}\n"
                  "sinks: {{floor: {{type: mqtt, url: \"mqtt://h\", username: u, password: {}}}}}\n"
                  "routes: [{{to: floor, topic: {}}}]\n",
                  password, topic),
      "f.yaml", connectors::types(), [](std::string_view) { return std::nullopt; });
}

struct ConfigStateTest : testing::Test {
  [[nodiscard]] json shown() const { return json::parse(state.json()); }

  ReloadProbe probe;
  config::Gateway first = config_with("one", "secret1");
  config::Gateway second = config_with("two", "secret1");
  WallTime start = WallTime(1'767'323'045'678ms);
  ConfigState state{probe, first, start};
};

TEST_F(ConfigStateTest, ShowsWhatRunsFromTheStart) {
  EXPECT_EQ(shown(), json({{"hash", fmt::format("{:012x}", config_hash(first))},
                           {"since", "2026-01-02T03:04:05.678Z"}}));
  EXPECT_EQ(probe.hash.value(), static_cast<std::int64_t>(config_hash(first)));
  EXPECT_EQ(probe.loaded_at.value(), 1'767'323'045);
  EXPECT_EQ(probe.last_successful.value(), 1);
}

TEST_F(ConfigStateTest, ShowsWhatWasApplied) {
  state.note({.result = ReloadResult::applied, .changes = {"routes[0]: added"}}, second,
             start + 60s);
  EXPECT_EQ(shown(), json({{"hash", fmt::format("{:012x}", config_hash(second))},
                           {"since", "2026-01-02T03:05:05.678Z"},
                           {"last_reload",
                            {{"at", "2026-01-02T03:05:05.678Z"},
                             {"result", "applied"},
                             {"changes", {"routes[0]: added"}}}}}));
  EXPECT_EQ(probe.loaded_at.value(), 1'767'323'105);
}

TEST_F(ConfigStateTest, KeepsWhatRunsWhenAReloadFailedAndSaysWhereItFailed) {
  state.note({.result = ReloadResult::invalid,
              .problems = {{"f.yaml", {3, 7}, "routes[0].topic", "not good"}}},
             first, start + 60s);
  EXPECT_EQ(shown()["since"], "2026-01-02T03:04:05.678Z");
  EXPECT_EQ(shown()["last_reload"]["problems"][0]["line"], 3);
  EXPECT_EQ(shown()["last_reload"]["problems"][0]["column"], 7);
  EXPECT_EQ(probe.last_successful.value(), 0);
  state.note(refusal({"shards"}), first, start + 70s);
  EXPECT_EQ(probe.last_successful.value(), 0);
  state.note({.result = ReloadResult::unchanged}, first, start + 80s);
  EXPECT_EQ(probe.last_successful.value(), 1);
  EXPECT_EQ(shown()["since"], "2026-01-02T03:04:05.678Z");
}

TEST_F(ConfigStateTest, HashesEverythingButSecrets) {
  EXPECT_NE(config_hash(first), config_hash(second));
  EXPECT_EQ(config_hash(first), config_hash(config_with("one", "secret2")));
  EXPECT_LT(config_hash(first), std::uint64_t{1} << 48);
}

}  // namespace
}  // namespace sluice::app
