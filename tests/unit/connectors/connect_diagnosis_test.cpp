#include <gmock/gmock.h>
#include <sys/eventfd.h>

#include "connectors/mqtt/connect_diagnosis.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/silent_listener.hpp"

namespace sluice::connectors {
namespace {

class ConnectDiagnosisTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::string diagnose(std::uint16_t port, bool tls = false) const {
    const auto url = config::parse_mqtt_url((tls ? "mqtts" : "mqtt") +
                                            ("://no.such.name.invalid:" + std::to_string(port)));
    return diagnose_connection(*url, "127.0.0.1", {}, cancel.get());
  }

  Descriptor cancel{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
};

TEST_F(ConnectDiagnosisTest, TriesTheAddressThatFailedAndLooksUpNoName) {
  const test::SilentListener listener;
  EXPECT_EQ(diagnose(listener.port()), "");
  EXPECT_EQ(diagnose(test::free_port()), "Connection refused");
}

TEST_F(ConnectDiagnosisTest, EndsAtOnceWhenItIsCancelled) {
  const test::SilentListener listener;
  ::eventfd_write(cancel.get(), 1);
  EXPECT_NE(diagnose(listener.port(), true), "");
}

}  // namespace
}  // namespace sluice::connectors
