#include <gmock/gmock.h>

#include <optional>
#include <set>
#include <sstream>

#include "tests/deploy/confined.hpp"
#include "tests/deploy/image.hpp"
#include "tests/support/driver.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/http_get.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_listener.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/publisher.hpp"
#include "tests/support/soketi.hpp"
#include "tests/support/tcp.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sluice::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class ImageTest : public testing::Test {
 protected:
  void SetUp() override {
    SLUICE_REQUIRE_PART(Image);
    image.emplace();
  }

  /// The entrypoint and the command of the image, as a container engine would start them.
  [[nodiscard]] std::vector<std::string> start_command() const {
    std::vector<std::string> command;
    const json config = image->config();
    for (const auto* part : {"Entrypoint", "Cmd"}) {
      for (const auto& word : config.at(part)) command.push_back(word.get<std::string>());
    }
    return command;
  }

  std::optional<Image> image;
};

TEST_F(ImageTest, RelaysAsItsUserAndEndsWhenItIsTold) {
  SLUICE_REQUIRE_PART(Driver);
  SLUICE_REQUIRE_PART(Soketi);
  SLUICE_REQUIRE_PART(Mosquitto);
  Driver driver;
  Soketi server;
  Mosquitto broker;
  MqttListener listener{driver, {.url = broker.url()}};
  const auto admin_port = free_port();
  const TemporaryFolder folder;
  folder.write("sluice.yaml",
               "connections:\n  market: {url: \"" + server.url() + "\", key: " + server.app().key +
                   ", channels: [trades]}\nsinks:\n  floor: {type: mqtt, url: \"" + broker.url() +
                   "\"}\nroutes: [{to: floor, topic: \"out/{channel}\"}]\n"
                   "admin: {listen: \"127.0.0.1:" +
                   std::to_string(admin_port) + "\"}\n");
  std::filesystem::permissions(folder.path(), std::filesystem::perms{0755});  // for its user
  Process gateway{
      image->command(start_command(), {"--volume=" + folder.path().string() + ":/etc/sluice:ro"})};
  const auto deadline = within(start_time);
  while (!port_answers(admin_port) || http_get(admin_port, "/readyz").status != 200) {
    ASSERT_FALSE(gateway.exits_within(std::chrono::milliseconds{25})) << gateway.tail();
    ASSERT_GT(left_until(deadline).count(), 0) << "not ready:" << gateway.tail();
  }

  Publisher{driver, server}.trigger("trades", "sold", {{"price", 12}});
  const auto messages = listener.wait_messages(1);
  EXPECT_EQ(messages[0].topic, "out/trades");
  EXPECT_EQ(messages[0].payload, R"({"price":12})");

  signal_confined(gateway, SIGTERM);
  EXPECT_EQ(gateway.wait_exit(within(start_time)), 0) << gateway.tail();
}

TEST_F(ImageTest, IsNotRootAndWritesNothingButItsVolume) {
  const json config = image->config();
  EXPECT_EQ(config.at("User"), "10001:10001");
  EXPECT_TRUE(config.at("Volumes").contains("/var/lib/sluice"));
  EXPECT_EQ(image->output_of({"id", "-u"}), "10001");
  // What a container engine mounts is not the image's.
  EXPECT_EQ(image->output_of({"bash", "-c",
                              "find / -xdev -type d -writable 2>/dev/null |"
                              "  grep -vE '^/(proc|dev|sys)(/|$)' | sort"}),
            "/run/lock\n/tmp\n/var/lib/sluice\n/var/tmp");
}

TEST_F(ImageTest, SaysWhichPackagesAreInIt) {
  const json bill = json::parse(image->output_of({"cat", "/usr/share/doc/sluice/sbom.spdx.json"}));
  EXPECT_EQ(bill["spdxVersion"], "SPDX-2.3");
  std::set<std::string> listed;
  for (const json& package : bill["packages"]) {
    listed.insert(package["name"].get<std::string>() + " " +
                  package["versionInfo"].get<std::string>());
  }
  std::set<std::string> installed{"sluice 0.0.0-test"};
  std::istringstream lines{
      image->output_of({"dpkg-query", "-W", "-f", "${Package} ${Version}\\n"})};
  for (std::string line; std::getline(lines, line);) installed.insert(line);
  EXPECT_EQ(listed, installed);
  EXPECT_GT(listed.size(), 50);
}

TEST_F(ImageTest, HoldsWhatTheGatewayNeedsToRunAndLittleElse) {
  EXPECT_THAT(image->output_of({"ldd", "/usr/bin/sluice"}), Not(HasSubstr("not found")));
  const auto mebibytes = image->size_beyond_base() / (1024 * 1024);
  RecordProperty("mebibytes_beyond_base", static_cast<int>(mebibytes));
  EXPECT_LT(mebibytes, 120);
  EXPECT_GT(mebibytes, 1);
}

TEST_F(ImageTest, SaysWhatItIs) {
  const json labels = image->config().at("Labels");
  EXPECT_EQ(labels.at("org.opencontainers.image.title"), "Sluice");
  EXPECT_EQ(labels.at("org.opencontainers.image.version"), "0.0.0-test");
  EXPECT_EQ(labels.at("org.opencontainers.image.revision"), "none");
}

}  // namespace
}  // namespace sluice::test
