#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "tests/support/driver.hpp"
#include "tests/support/gateway_process.hpp"
#include "tests/support/parts.hpp"

// Frames of every sort, right and wrong, from another implementation of RFC 6455 to the real
// gateway, and to that implementation's client. See README.md for the tables of cases.
namespace sluice::test {
namespace {

using nlohmann::json;

constexpr int max_message = 131'072;  // beyond the largest message that has a 16-bit length

std::vector<std::string> families() {
  std::vector<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator{SLUICE_FRAMING_CASES}) {
    names.push_back(file.path().stem().string());
  }
  std::ranges::sort(names);
  return names;
}

std::string file_of(const std::string& family) {
  return std::string{SLUICE_FRAMING_CASES} + "/" + family + ".json";
}

/// One connection a case, named after it; the server knows the case by the app key.
std::string config_for(const json& cases, int port) {
  std::string text = "connections:\n";
  for (const json& each : cases) {
    const auto name = each.at("name").get<std::string>();
    text += "  " + name + ": {url: \"ws://127.0.0.1:" + std::to_string(port) + "\", key: " + name +
            ", channels: [framing], max_message: " + std::to_string(max_message) +
            ", reconnect: {initial: 1h, max: 1h}}\n";
  }
  return text +
         "sinks: {lines: {type: stdout, show: record}}\n"
         "routes: [{to: lines, topic: \"case/{connection}\", format: raw}]\n";
}

/// What a client did in one case. `answers` and `received` are what the server and the client saw.
json behaviour_of(const std::string& name, const json& answers, const json& received) {
  json behaviour;
  for (const json* seen : {&answers, &received}) {
    const auto found = std::ranges::find(
        *seen, name, [](const json& item) { return item.at("case").get<std::string>(); });
    if (found != seen->end()) behaviour.update(*found);
  }
  behaviour.erase("case");
  return behaviour;
}

std::string shown(const json& behaviour) {
  std::string text = behaviour.dump();
  constexpr std::size_t enough = 600;
  return text.size() <= enough
             ? text
             : text.substr(0, enough) + "… (" + std::to_string(text.size()) + " bytes)";
}

class FramingTest : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    SLUICE_REQUIRE_PART(Driver);
    SLUICE_REQUIRE_PART(GatewayProcess);
    const json served = driver.call(
        "framing.serve", {{"id", "server"}, {"file", file_of(GetParam())}}, within(answer_time));
    port = served.at("port");
    cases = served.at("cases");
    ASSERT_FALSE(cases.empty());
  }

  /// How each case ended for the server, as soon as all have.
  json answers() {
    return driver.items("framing.answers", "server", 0, cases.size(), within(answer_time));
  }

  void expect_as_written(const std::string& client, const json& answers, const json& received) {
    for (const json& each : cases) {
      const json& wanted = each.at(client);
      const json found = behaviour_of(each.at("name"), answers, received);
      if (found == wanted) continue;
      ADD_FAILURE() << each.at("name") << "\n  wanted: " << shown(wanted)
                    << "\n  found:  " << shown(found);
    }
  }

  Driver driver;
  int port = 0;
  json cases;
};

/// What came out of the gateway: the records, and what it counted instead.
json received_by(GatewayProcess& gateway, const json& cases) {
  const std::string metrics = gateway.get("/metrics").body;
  EXPECT_EQ(gateway.terminate(), 0);
  const auto lines = gateway.log();
  json received = json::array();
  for (const json& each : cases) {
    const auto name = each.at("name").get<std::string>();
    const auto counted = [&](const std::string& metric) {
      return static_cast<int>(sum_of_samples(metrics, metric, {{"connection", name}}).value_or(-1));
    };
    json events = json::array();
    const std::string start = R"({"topic":"case/)" + name + "\"";
    for (const std::string& line : lines) {
      if (line.starts_with(start)) events.push_back(json::parse(line).at("payload"));
    }
    received.push_back({{"case", name},
                        {"events", std::move(events)},
                        {"malformed", counted("sluice_frames_malformed_total")},
                        {"ignored", counted("sluice_frames_ignored_total")}});
  }
  return received;
}

TEST_P(FramingTest, TheGatewayDoesWhatTheTableSays) {
  GatewayProcess gateway{{.config = config_for(cases, port)}};
  gateway.wait_started();
  const json seen = answers();
  expect_as_written("sluice", seen, received_by(gateway, cases));
}

TEST_P(FramingTest, AnIndependentClientAgreesButWhereTheTableSaysWhy) {
  json names = json::array();
  for (const json& each : cases) names.push_back(each.at("name"));
  driver.call("framing.connect",
              {{"id", "client"}, {"port", port}, {"cases", names}, {"limit", max_message}},
              within(answer_time));
  const json seen = answers();
  expect_as_written(
      "ws", seen, driver.items("framing.received", "client", 0, cases.size(), within(answer_time)));
}

INSTANTIATE_TEST_SUITE_P(Family, FramingTest, testing::ValuesIn(families()),
                         [](const auto& instance) { return instance.param; });

TEST(FramingTableTest, HasTwoHundredCasesAndExplainsEveryDifference) {
  std::set<std::string> names;
  for (const std::string& family : families()) {
    const json table = json::parse(std::ifstream{file_of(family)});
    for (const json& each : table.at("cases")) {
      EXPECT_TRUE(names.insert(each.at("case")).second) << each << " is there twice";
      EXPECT_EQ(each.contains("ws"), each.contains("why")) << each;
    }
  }
  EXPECT_GE(names.size(), 200U);
}

}  // namespace
}  // namespace sluice::test
