#include <gmock/gmock.h>

#include "tests/support/stage_fixture.hpp"

// What a real server's refusals come to. How its own end is survived: ServerOutageTest.
namespace sluice::test {
namespace {

using testing::HasSubstr;

class ServerClosureTest : public StageFixture {
 protected:
  explicit ServerClosureTest(ChannelsApp app = {}) : StageFixture(std::move(app)) {
    stage.lines("out");
    stage.route("out", "t");
  }
  static constexpr const char* quick = "reconnect: {initial: 10ms, max: 100ms}";
};

TEST_F(ServerClosureTest, AnUnknownKeyIsRefusedVisiblyAndDisturbsNoOther) {
  stage.connection("good").channels("trades").with(quick);
  stage.connection("bad", "${CHANNELS}", "nonsense").channels("trades").with(quick);
  stage.ready("{connections: any}");
  GatewayProcess& gateway = stage.start();
  gateway.wait_metric("sluice_connection_state", {{"connection", "bad"}, {"state", "failed"}}, 1);
  gateway.wait_logged({"connection refused by the server", "connection=bad", "refused 4001"});
  EXPECT_THAT(gateway.get("/api/v1/status").body, HasSubstr("refused 4001"));
  EXPECT_EQ(gateway.metric("sluice_connection_losses_total", {{"connection", "good"}}), 0);
}

class ServerOfOneConnectionTest : public ServerClosureTest {
 protected:
  ServerOfOneConnectionTest() : ServerClosureTest({.connections_max = 1}) {}
};

TEST_F(ServerOfOneConnectionTest, AConnectionTooManyGetsItsPlaceOnceThereIsOne) {
  stage.connection("only").channels("trades").with(quick);
  GatewayProcess& first = stage.start();
  GatewayProcess& second = stage.launch();
  second.wait_started();
  second.wait_metric("sluice_connection_losses_total", {{"reason", "server_backoff"}}, 2);
  EXPECT_EQ(first.terminate(), 0);
  second.wait_ready();
}

}  // namespace
}  // namespace sluice::test
