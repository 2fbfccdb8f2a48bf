#include <gmock/gmock.h>

#include "tests/support/gateway_process.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/soketi.hpp"

// What a real server's refusals come to. How its own end is survived: ServerOutageTest.
namespace sluice::test {
namespace {

using testing::HasSubstr;

class ServerClosureTest : public testing::Test {
 protected:
  void SetUp() override {
    SLUICE_REQUIRE_PART(Soketi);
    SLUICE_REQUIRE_PART(GatewayProcess);
  }

  static std::string config(const std::string& connections) {
    return "connections:\n" + connections +
           "sinks: {out: {type: stdout}}\nroutes: [{to: out, topic: t}]\n";
  }
  static std::string connection(const std::string& name, const std::string& url,
                                const std::string& key) {
    return "  " + name + ": {url: \"" + url + "\", key: " + key +
           ", channels: [trades], reconnect: {initial: 10ms, max: 100ms}}\n";
  }
};

TEST_F(ServerClosureTest, AnUnknownKeyIsRefusedVisiblyAndDisturbsNoOther) {
  const Soketi server;
  GatewayProcess gateway{{.config = config(connection("good", server.url(), server.app().key) +
                                           connection("bad", server.url(), "nonsense")),
                          .ready = "{connections: any}"}};
  gateway.wait_ready();
  gateway.wait_metric("sluice_connection_state", {{"connection", "bad"}, {"state", "failed"}}, 1);
  gateway.wait_logged({"connection refused by the server", "connection=bad", "refused 4001"});
  EXPECT_THAT(gateway.get("/api/v1/status").body, HasSubstr("refused 4001"));
  EXPECT_EQ(gateway.metric("sluice_connection_losses_total", {{"connection", "good"}}), 0);
}

TEST_F(ServerClosureTest, AConnectionTooManyGetsItsPlaceOnceThereIsOne) {
  ChannelsApp app;
  app.connections_max = 1;
  const Soketi server{std::nullopt, app};
  const auto only = config(connection("only", server.url(), server.app().key));
  GatewayProcess first{{.config = only}};
  first.wait_ready();
  GatewayProcess second{{.config = only}};
  second.wait_started();
  second.wait_metric("sluice_connection_losses_total", {{"reason", "server_backoff"}}, 2);
  EXPECT_EQ(first.terminate(), 0);
  second.wait_ready();
}

}  // namespace
}  // namespace sluice::test
