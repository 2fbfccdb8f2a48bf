#include <csignal>
#include <filesystem>

#include "tests/integration/return_fixture.hpp"
#include "tests/support/temporary_folder.hpp"

// What an MQTT source has received, and the gateway ends before it is sent back.
namespace sluice::test {
namespace {

using testing::AllOf;
using testing::ElementsAreArray;
using testing::Ge;
using testing::Lt;

class InboxTest : public ReturnFixture {
 protected:
  void SetUp() override {
    ReturnFixture::SetUp();
    if (!IsSkipped()) ann->subscribe("private-orders");
  }

  /// Everything on the floor's topics goes to `private-orders`, so many a second.
  void configure(int rate, const std::string& journal = "max_bytes: 1GiB") {
    stage.clear();
    if (!journal.empty()) {
      stage.key("journal: {path: \"" + path() + "\", segment_bytes: 1MiB, " + journal + "}");
    }
    stage.key("drain_timeout: 1s");
    stage.mqtt_source("floor", "in/#").with("version: 5, window: {max_messages: 5000}");
    stage.way_back("floor", "market").with("name: all, channel: private-orders, event: number");
    market("private-orders")
        .with("reconnect: {initial: 10ms, max: 100ms}, client_events: {rate: " +
              std::to_string(rate) + ", burst: 1}");
  }

  [[nodiscard]] std::string path() const { return (folder.path() / "journal").string(); }

  void kill() {
    stage.gateway().process().signal(SIGKILL);
    stage.gateway().process().wait_exit();
  }

  TemporaryFolder folder;
};

constexpr int last = 200;

TEST_F(InboxTest, AKillLosesNothingThatTheBrokerHasAnAcknowledgementFor) {
  configure(5);
  GatewayProcess& first = stage.start();
  publish_numbers("in/n", 1, last);
  first.wait_metric("sluice_inbox_written_total", {{"source", "floor"}}, last);
  wait_number("private-orders", 3);
  kill();
  // And once more, while it sends them.
  GatewayProcess& second = stage.start();
  EXPECT_THAT(second.metric("sluice_inbox_recovered_total").value_or(0), AllOf(Ge(100), Lt(last)));
  wait_number("private-orders", 10);
  kill();
  configure(1000);
  GatewayProcess& third = stage.start();
  publish_numbers("in/n", last + 1, last + 10);
  EXPECT_THAT(without_repetitions(wait_numbers("private-orders", last + 10)),
              ElementsAreArray(up_to(last + 10)));
  EXPECT_EQ(third.metric("sluice_inbox_lost_total"), 0);
  EXPECT_EQ(third.terminate(), 0);
  EXPECT_EQ(stage.start().metric("sluice_inbox_recovered_total"), 0);
}

TEST_F(InboxTest, WithoutAJournalAKillLosesThem) {
  configure(5, "");
  GatewayProcess& first = stage.start();
  publish_numbers("in/n", 1, last);
  first.wait_metric("sluice_return_messages_received_total", {}, last);
  // By then the broker has read the acknowledgements, too.
  wait_number("private-orders", 3);
  kill();
  configure(1000, "");
  stage.start();
  publish_numbers("in/n", last + 1, last + 1);
  EXPECT_THAT(wait_number("private-orders", last + 1).size(), Lt(std::size_t{last / 2}));
}

TEST_F(InboxTest, WhatIsUnsettledAtTheEndIsKeptAndThatIsNoError) {
  configure(5);
  GatewayProcess& first = stage.start();
  publish_numbers("in/n", 1, last);
  first.wait_metric("sluice_inbox_written_total", {}, last);
  EXPECT_EQ(first.terminate(), 0);
  configure(1000);
  stage.start();
  EXPECT_THAT(without_repetitions(wait_numbers("private-orders", last)),
              ElementsAreArray(up_to(last)));
}

TEST_F(InboxTest, AFullInboxLeavesTheRestToTheBrokerAndNothingIsLost) {
  configure(100, "max_bytes: 1MiB");
  GatewayProcess& gateway = stage.start();
  // Two and a half times what the inbox may hold.
  constexpr int many = 400;
  std::vector<std::string> payloads;
  for (int n = 1; n <= many; ++n) {
    payloads.push_back(nlohmann::json{{"n", n}, {"pad", std::string(6'500, 'x')}}.dump());
  }
  stage.listener().publish_all("in/n", payloads);
  gateway.wait_metric("sluice_inbox_refused_total", {{"source", "floor"}}, 1);
  EXPECT_THAT(without_repetitions(wait_numbers("private-orders", many)),
              ElementsAreArray(up_to(many)));
  gateway.wait_logged({"mqtt messages left to the broker", "the inbox is full"});
}

TEST_F(InboxTest, ItsFolderCanBeLookedInto) {
  configure(5);
  stage.start();
  publish_numbers("in/n", 1, last);
  stage.gateway().wait_metric("sluice_inbox_written_total", {}, last);
  kill();
  const auto folder_of_source = path() + "/.inbox/floor";
  const auto exported = GatewayProcess::execute({"journal", "export", folder_of_source});
  EXPECT_EQ(exported.exit_code, 0);
  ASSERT_FALSE(exported.lines.empty());
  const auto message = nlohmann::json::parse(exported.lines.back());
  EXPECT_EQ(message["journal"], ".inbox/floor");
  EXPECT_EQ(message["topic"], "in/n");
  EXPECT_EQ(message["payload"], R"({"n":200})");
  const auto verified = GatewayProcess::execute({"journal", "verify", path()});
  EXPECT_EQ(verified.exit_code, 0);
  EXPECT_THAT(verified.lines, testing::Contains(testing::HasSubstr("/.inbox/floor: sound")));
  const auto dropped =
      GatewayProcess::execute({"journal", "drop", folder_of_source, "--before", "200"});
  EXPECT_EQ(dropped.exit_code, 0);
  configure(1000);
  stage.start();
  wait_number("private-orders", last);
  EXPECT_EQ(stage.gateway().metric("sluice_inbox_recovered_total"), 1);
}

}  // namespace
}  // namespace sluice::test
