#include "gateway/channels/probe/connection_metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/exposition.hpp"

namespace sluice::channels {
namespace {

using test::lines_of;
using testing::ElementsAre;

struct ConnectionMetricsTest : testing::Test {
  std::list<ConnectionProbe> probes{1};
  ConnectionProbe& probe = probes.front();
  const telemetry::Metrics metrics = connection_metrics(probes);
};

TEST_F(ConnectionMetricsTest, ShowEachStateOfAConnection) {
  probe.name = "market";
  probe.enter(ConnectionState::connected);
  EXPECT_THAT(
      lines_of("sluice_connection_state", metrics),
      ElementsAre("# HELP sluice_connection_state 1 for the state the connection is in, 0 for the "
                  "others.",
                  "# TYPE sluice_connection_state gauge",
                  R"(sluice_connection_state{connection="market",state="connecting"} 0)",
                  R"(sluice_connection_state{connection="market",state="connected"} 1)",
                  R"(sluice_connection_state{connection="market",state="waiting"} 0)",
                  R"(sluice_connection_state{connection="market",state="failed"} 0)",
                  R"(sluice_connection_state{connection="market",state="stopped"} 0)"));
}

TEST_F(ConnectionMetricsTest, CountEventsByKind) {
  probe.name = "a";
  probe.events[std::size_t(EventKind::client)].add(3);
  const auto lines = lines_of("sluice_events_received_total{", metrics);
  EXPECT_EQ(lines.size(), enum_count<EventKind>);
  EXPECT_THAT(lines,
              testing::IsSupersetOf(
                  {R"(sluice_events_received_total{connection="a",kind="message"} 0)",
                   R"(sluice_events_received_total{connection="a",kind="client"} 3)",
                   R"(sluice_events_received_total{connection="a",kind="presence.left"} 0)"}));
}

TEST(ConnectionProbeTest, IsInExactlyOneState) {
  ConnectionProbe probe;
  probe.enter(ConnectionState::connecting);
  probe.enter(ConnectionState::waiting);
  for (std::size_t i = 0; i < enum_count<ConnectionState>; ++i) {
    EXPECT_EQ(probe.state[i].value(), i == std::size_t{2} ? 1 : 0) << i;
  }
}

}  // namespace
}  // namespace sluice::channels
