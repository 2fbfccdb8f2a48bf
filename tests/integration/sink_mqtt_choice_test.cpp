// A sink whose operator has chosen which errors are permanent, at a broker that refuses a topic.
#include <gmock/gmock.h>

#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/integration/mqtt_sink_fixture.hpp"
#include "tests/support/driver.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_listener.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sluice::connectors {
namespace {

using test::Driver;
using test::first_appearances;
using test::Mosquitto;
using test::MqttListener;
using test::numbers;
using ::testing::ElementsAre;

/// The broker lets anybody read everything and write to `open/…`, and to `closed/…` once it is
/// opened.
class MqttChoiceTest : public MqttSinkTest {
 protected:
  void SetUp() override {
    SLUICE_REQUIRE_PART(Driver);
    SLUICE_REQUIRE_PART(Mosquitto);
    rights("topic read #\ntopic write open/#\n");
    settings.version = MqttVersion::v5;
  }
  void rights(const std::string& lines) { file_ = folder_.write("acl", lines); }
  [[nodiscard]] Mosquitto start() {
    return Mosquitto{{.more = "acl_file " + file_.string() + '\n'}};
  }
  void open_up(Mosquitto& broker) {
    rights("topic read #\ntopic write open/#\ntopic write closed/#\n");
    broker.process().signal(SIGHUP);
  }

 private:
  test::TemporaryFolder folder_;
  std::filesystem::path file_;
};

TEST_F(MqttChoiceTest, ByDefaultARecordIsRejectedWhereItMayNotBeWritten) {
  const Mosquitto broker = start();
  const auto sink = make(broker.url());
  offer(*sink, "closed/a", "k", "v");
  ASSERT_TRUE(drained());
  EXPECT_THAT(recorder.rejections, ElementsAre(RejectionCode::not_authorized));
}

TEST_F(MqttChoiceTest, RecordsWaitInOrderForARightThatIsToComeAndHoldUpNoOtherTopic) {
  Driver driver;
  Mosquitto broker = start();
  MqttListener listener{driver, {.url = broker.url(), .topics = {"closed/#"}}};
  settings.errors.passing = {MqttReason::not_authorized};
  const auto sink = make(broker.url());
  for (int i = 0; i < 10; ++i) offer(*sink, "closed/a", "k", std::to_string(i));
  ASSERT_TRUE(loop.run_until([&] { return recorder.losses >= 2; }));
  offer(*sink, "open/a", "k", "beside");
  ASSERT_TRUE(loop.run_until([&] { return delivered() == 1; }));
  open_up(broker);
  ASSERT_TRUE(drained());
  EXPECT_EQ(delivered(), 11U);
  EXPECT_EQ(rejected(), 0U);
  std::vector<std::string> late;
  for (const auto& message : listener.wait_messages(10)) late.push_back(message.payload);
  EXPECT_EQ(first_appearances(late), numbers(0, 10));
}

}  // namespace
}  // namespace sluice::connectors
