#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/gateway_process.hpp"
#include "tests/support/parts.hpp"

// Files change beside a running gateway, which nobody tells of it. Nothing that it names is there.
namespace sluice::test {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class ReloadWatchTest : public testing::Test {
 protected:
  void SetUp() override { SLUICE_REQUIRE_PART(GatewayProcess); }

  [[nodiscard]] std::string config(const std::string& topic, const std::string& more = "") const {
    return "connections:\n"
           "  shop:\n    url: ws://127.0.0.1:9\n    key: k\n    channels: [private-a]\n"
           "    auth: {endpoint: \"http://127.0.0.1:9\", headers: {A: \"" +
           from(token) + "\"}}\nsinks: {out: {type: stdout}}\nroutes: [{to: out, topic: \"" +
           topic + "\"}]\n" + more;
  }
  [[nodiscard]] static std::string from(const fs::path& file) {
    return "${file:" + file.string() + "}";
  }
  static void write(const fs::path& file, const std::string& text) { std::ofstream{file} << text; }
  void edit(const std::string& yaml) const {
    write(gateway.folder() / "sluice.yaml", gateway.file_text(yaml));
  }

  void wait_count(const std::string& result, double wanted) {
    gateway.wait_metric("sluice_config_reloads_total", {{"result", result}}, wanted);
  }
  [[nodiscard]] double count(const std::string& result) {
    return gateway.metric("sluice_config_reloads_total", {{"result", result}}).value_or(-1);
  }

  TemporaryFolder values;
  std::filesystem::path token = values.write("token", "t0");
  GatewayProcess gateway{{.config = config("one")}};
};

TEST_F(ReloadWatchTest, AFileThatAnEditorReplacesIsApplied) {
  gateway.wait_started();
  const auto replace = [this](const std::string& topic) {
    write(gateway.folder() / "sluice.yaml~", gateway.file_text(config(topic)));
    fs::rename(gateway.folder() / "sluice.yaml~", gateway.folder() / "sluice.yaml");
  };
  replace("two");
  wait_count("applied", 1);
  gateway.wait_logged({"a file has changed", "sluice.yaml"});
  replace("three");
  wait_count("applied", 2);
  EXPECT_EQ(count("unchanged"), 0);
}

TEST_F(ReloadWatchTest, AVolumeThatKubeletSwapsIsApplied) {
  gateway.wait_started();
  const auto swap = [this](const std::string& version, const std::string& topic) {
    const auto at = gateway.folder();
    fs::create_directory(at / version);
    write(at / version / "sluice.yaml", gateway.file_text(config(topic)));
    fs::create_directory_symlink(version, at / "..data_tmp");
    fs::rename(at / "..data_tmp", at / "..data");
  };
  swap("..1", "one");
  fs::create_symlink("..data/sluice.yaml", gateway.folder() / "link");
  fs::rename(gateway.folder() / "link", gateway.folder() / "sluice.yaml");
  swap("..2", "two");
  wait_count("applied", 1);
  fs::remove_all(gateway.folder() / "..1");
  swap("..3", "three");
  wait_count("applied", 2);
  EXPECT_EQ(count("invalid"), 0);
}

TEST_F(ReloadWatchTest, ABadFileLeavesTheOldOneUntilItIsGood) {
  gateway.wait_started();
  edit(config("{nothing}"));
  wait_count("invalid", 1);
  gateway.wait_logged({"the old one runs on", "nothing"});
  edit(config("two", "shards: 2\n"));
  wait_count("refused", 1);
  gateway.wait_logged({"needs a restart", "shards"});
  edit(config("two"));
  wait_count("applied", 1);
  EXPECT_EQ(count("invalid"), 1);
  EXPECT_EQ(count("refused"), 1);
}

TEST_F(ReloadWatchTest, TheStatusSaysWhatRunsAndWhyAReloadFailed) {
  gateway.wait_started();
  const auto shown = [this] {
    return nlohmann::json::parse(gateway.get("/api/v1/status").body).at("config");
  };
  const auto first = shown();
  EXPECT_FALSE(first.contains("last_reload"));
  EXPECT_EQ(gateway.metric("sluice_config_last_reload_successful"), 1);
  const auto started = gateway.metric("sluice_config_loaded_timestamp_seconds");
  EXPECT_GT(started, 1'700'000'000);
  edit(config("{nothing}"));
  wait_count("invalid", 1);
  EXPECT_EQ(shown().at("hash"), first.at("hash"));
  EXPECT_EQ(shown().at("since"), first.at("since"));
  const auto problem = shown().at("last_reload").at("problems").at(0);
  EXPECT_GT(problem.at("line"), 1);
  EXPECT_GT(problem.at("column"), 1);
  EXPECT_EQ(gateway.metric("sluice_config_last_reload_successful"), 0);
  const auto hash = gateway.metric("sluice_config_hash");
  edit(config("two"));
  wait_count("applied", 1);
  EXPECT_EQ(shown().at("last_reload").at("result"), "applied");
  EXPECT_NE(shown().at("hash"), first.at("hash"));
  EXPECT_NE(gateway.metric("sluice_config_hash"), hash);
  EXPECT_EQ(gateway.metric("sluice_config_last_reload_successful"), 1);
}

TEST_F(ReloadWatchTest, AFileThatAValueNamesIsReadAgainAndNotShown) {
  const auto topic = values.write("topic", "one");
  gateway.wait_started();
  edit(config(from(topic)));
  wait_count("unchanged", 1);
  values.write("topic", "hidden-topic");
  wait_count("applied", 1);
  // A token of the auth endpoint is read at each use: there is nothing to apply.
  values.write("token", "hidden-token");
  wait_count("unchanged", 2);
  EXPECT_EQ(gateway.terminate(), 0);
  EXPECT_THAT(gateway.log(), Contains(HasSubstr(topic.string())));
  EXPECT_THAT(gateway.log(), Not(Contains(HasSubstr("hidden"))));
}

}  // namespace
}  // namespace sluice::test
