#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "config/documentation.hpp"
#include "tests/unit/config/sample_sink.hpp"

namespace sluice::config {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

class Schema : public testing::Test {
 protected:
  /// What the schema says of one entry of a mapping of names.
  [[nodiscard]] const json& entry_of(const std::string& section) const {
    return schema["properties"][section]["additionalProperties"];
  }
  /// What it says of a key that only sinks of type `sample` have.
  [[nodiscard]] const json& sample(const std::string& key) const {
    return entry_of("sinks")["allOf"][0]["then"]["properties"][key];
  }

  const ConnectorTypes types{{sample_sink()}, {}};
  const json schema = json::parse(json_schema(types));
};

TEST_F(Schema, KnowsTheKeysOfEachSectionAndRefusesOthers) {
  EXPECT_EQ(schema["additionalProperties"], false);
  const json& connection = entry_of("connections");
  EXPECT_EQ(connection["additionalProperties"], false);
  EXPECT_TRUE(connection["properties"]["reconnect"]["properties"].contains("stable_after"));
  EXPECT_THAT(schema["properties"]["drain_timeout"]["description"].get<std::string>(),
              HasSubstr("At SIGTERM"));
}

TEST_F(Schema, DemandsWhatIsRequired) {
  EXPECT_THAT(schema["required"], ElementsAre("connections"));
  EXPECT_EQ(schema["properties"]["connections"]["minProperties"], 1);
  EXPECT_EQ(entry_of("connections")["properties"]["key"]["minLength"], 1);
}

TEST_F(Schema, TellsTheKeysOfASinkByItsType) {
  const json& sink = entry_of("sinks");
  EXPECT_EQ(sink["properties"]["type"]["enum"], json({"sample"}));
  EXPECT_EQ(sink["allOf"][0]["if"]["properties"]["type"]["const"], "sample");
  const json& settings = sink["allOf"][0]["then"];
  EXPECT_EQ(settings["additionalProperties"], false);
  EXPECT_THAT(settings["required"], ElementsAre("brokers"));
  EXPECT_EQ(settings["properties"]["outbox"], true);
}

TEST_F(Schema, SaysHowEachTypeOfFieldIsWritten) {
  EXPECT_EQ(sample("brokers")["items"]["type"], "string");
  EXPECT_EQ(sample("retain")["type"], json({"boolean", "string"}));
  EXPECT_EQ(sample("qos")["type"], json({"integer", "string"}));
  EXPECT_EQ(sample("qos")["maximum"], 2);
  EXPECT_EQ(sample("version")["minimum"], 3);
  EXPECT_EQ(sample("linger")["pattern"], R"(^[0-9]+(ms|s|m|h)$|\$\{)");
  EXPECT_EQ(sample("batch")["pattern"], R"(^[0-9]+(KiB|MiB|GiB)?$|\$\{)");
  EXPECT_EQ(sample("acks")["anyOf"][0]["enum"], json({"leader", "everyone"}));
  EXPECT_EQ(sample("properties")["additionalProperties"]["type"], "string");
  EXPECT_EQ(sample("proxy")["properties"]["password"]["type"], "string");
}

TEST_F(Schema, LetsAListOfOneBeWrittenAsItsItem) {
  const json& kind =
      schema["properties"]["routes"]["items"]["properties"]["match"]["properties"]["kind"];
  EXPECT_THAT(kind["anyOf"][0]["anyOf"][0]["enum"],
              testing::IsSupersetOf({"message", "client", "presence"}));
  EXPECT_EQ(kind["anyOf"][1]["type"], "array");
}

TEST_F(Schema, TellsWhatANameMayBe) {
  EXPECT_EQ(schema["properties"]["sinks"]["propertyNames"]["pattern"], "^[a-z0-9_-]{1,64}$");
}

}  // namespace
}  // namespace sluice::config
