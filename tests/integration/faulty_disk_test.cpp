// A journal whose disk is full, or broken.
#include <gmock/gmock.h>

#include <csignal>
#include <filesystem>

#include "tests/support/arrivals.hpp"
#include "tests/support/stage_fixture.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sluice::test {
namespace {

using testing::Contains;
using testing::HasSubstr;

const std::vector<std::string> channels{"left", "right"};

class FaultyDiskTest : public StageFixture {
 protected:
  void SetUp() override {
    StageFixture::SetUp();
    if (IsSkipped()) return;
    // The library that lies beside this program.
    const auto library =
        std::filesystem::read_symlink("/proc/self/exe").replace_filename("libfaulty_disk.so");
    ASSERT_TRUE(std::filesystem::exists(library));
    stage.environment["LD_PRELOAD"] = library;
    stage.environment["SLUICE_FAULTY_DISK"] = fault.string();
    configure("memory");
  }
  void configure(const std::string& on_error) {
    stage.clear();
    stage.key("shards: 1");
    stage.key("journal: {path: \"" + (folder.path() / "journal").string() +
              "\", segment_bytes: 1MiB, on_error: " + on_error + "}");
    stage.key("drain_timeout: 1s");
    stage.connection("shop").channels("left, right").with("reconnect: {initial: 50ms, max: 500ms}");
    stage.mqtt("floor").with("qos: 1, window: 50");
    stage.route("floor", "out/{channel}/{event}");
    stage.ready("{sinks: none}");
  }
  void begin_fault(const std::string& name) const { folder.write("fault", name); }
  void end_fault() const { std::filesystem::remove(fault); }
  /// Publishes numbers on both channels, and waits until the gateway has them.
  void publish(GatewayProcess& gateway, int first, int last) {
    const std::string received = "sluice_events_received_total";
    const double before = gateway.metric(received).value_or(0);
    for (int number = first; number <= last; ++number) {
      stage.publisher().trigger(channels, std::to_string(number), "data");
    }
    gateway.wait_metric(received, {}, before + 2.0 * (last - first + 1));
  }
  /// Starts the broker, and waits until the gateway has sent it all that it holds.
  Arrivals deliver_all(GatewayProcess& gateway) {
    Mosquitto& broker = stage.broker();
    broker.start();
    const double held = gateway.metric("sluice_outbox_records").value_or(0);
    const double delivered =
        gateway.metric("sluice_records_total", {{"outcome", "delivered"}}).value_or(0);
    gateway.wait_metric("sluice_records_total", {{"outcome", "delivered"}}, delivered + held);
    return arrivals_at_broker(broker.process());
  }
  void stop_broker() {
    stage.broker().process().signal(SIGKILL);
    stage.broker().process().wait_exit();
  }

  TemporaryFolder folder;
  std::filesystem::path fault = folder.path() / "fault";
};

TEST_F(FaultyDiskTest, ADiskThatFillsAndIsFreedGoesOnBeingUsed) {
  stage.broker();
  {
    GatewayProcess& gateway = stage.start();
    stop_broker();
    publish(gateway, 1, 20);
    gateway.wait_metric("sluice_journal_written_total", {}, 40);
    begin_fault("full");
    publish(gateway, 21, 40);
    gateway.wait_metric("sluice_journal_full", {{"sink", "floor"}}, 1);
    gateway.wait_logged({"journal: the disk is full", "sink=floor"});
    publish(gateway, 41, 60);
    end_fault();
    gateway.wait_logged({"journal: the disk has room again"});
    EXPECT_EQ(gateway.metric("sluice_journal_full"), 0);
    publish(gateway, 61, 80);
    gateway.wait_metric("sluice_journal_written_total", {}, 160);
    EXPECT_EQ(gateway.metric("sluice_journal_failed"), 0);
    gateway.process().signal(SIGKILL);
    gateway.process().wait_exit();
  }
  GatewayProcess& gateway = stage.start();
  EXPECT_EQ(gateway.metric("sluice_journal_lost_total"), 0);
  EXPECT_EQ(gateway.metric("sluice_journal_recovered_total"), 160);
  EXPECT_EQ(deliver_all(gateway), everything(channels, 80)) << "in order, each once";
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(FaultyDiskTest, AFullDiskLosesNothingWhileTheBrokerTakesAll) {
  stage.broker();
  GatewayProcess& gateway = stage.start();
  publish(gateway, 1, 20);
  begin_fault("full");
  publish(gateway, 21, 60);
  gateway.wait_metric("sluice_journal_full", {}, 1);
  gateway.wait_metric("sluice_records_total", {{"outcome", "delivered"}}, 120);
  EXPECT_EQ(gateway.terminate(), 0) << "nothing was given up";
  EXPECT_EQ(arrivals_at_broker(stage.broker().process()), everything(channels, 60));
}

TEST_F(FaultyDiskTest, WithStopAFullDiskEndsTheProcessAndWhatIsWrittenComesAtTheNextStart) {
  configure("stop");
  stage.broker();
  {
    GatewayProcess& gateway = stage.start();
    publish(gateway, 1, 20);
    gateway.wait_metric("sluice_records_total", {{"outcome", "delivered"}}, 40);
    stop_broker();
    publish(gateway, 21, 40);
    gateway.wait_metric("sluice_journal_written_total", {}, 80);
    begin_fault("full");
    stage.publisher().trigger(channels, "41", "data");
    EXPECT_EQ(gateway.process().wait_exit(), 1);
    EXPECT_THAT(gateway.log(), Contains(HasSubstr("journal: the disk is full")));
    EXPECT_THAT(gateway.log(), Contains(HasSubstr("stopping, as the journal cannot be written")));
  }
  end_fault();
  GatewayProcess& gateway = stage.start();
  EXPECT_GE(gateway.metric("sluice_journal_recovered_total"), 40);
  const auto arrived = first_arrivals(deliver_all(gateway));
  for (const auto& channel : channels) {
    const auto& numbers = arrived.at(channel);
    for (int number = 21; number <= 40; ++number) EXPECT_THAT(numbers, Contains(number)) << channel;
    EXPECT_TRUE(std::ranges::is_sorted(numbers));
  }
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(FaultyDiskTest, WithStopAFailedSyncEndsTheProcessThoughItIsForLackOfRoom) {
  configure("stop");
  stage.broker();
  GatewayProcess& gateway = stage.start();
  publish(gateway, 1, 20);
  gateway.wait_metric("sluice_records_total", {{"outcome", "delivered"}}, 40);
  begin_fault("sync");
  stage.publisher().trigger(channels, "21", "data");
  EXPECT_EQ(gateway.process().wait_exit(), 1);
  EXPECT_THAT(gateway.log(), Contains(HasSubstr("journal: the disk failed")));
  EXPECT_THAT(gateway.log(), Contains(HasSubstr("stopping, as the journal cannot be written")));
  auto arrived = arrivals_at_broker(stage.broker().process());
  for (auto& [channel, numbers] : arrived) numbers.resize(20);  // the last may come or not
  EXPECT_EQ(arrived, everything(channels, 20));
}

}  // namespace
}  // namespace sluice::test
