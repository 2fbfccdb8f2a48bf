#include "gateway/app/health.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <iterator>
#include <list>

namespace sluice::app {
namespace {

template <class Probe>
Probe& nth(std::list<Probe>& probes, std::ptrdiff_t n) {
  return *std::next(probes.begin(), n);
}

using channels::ConnectionState;
using config::Need;

class ReadinessTest : public testing::Test {
 protected:
  void add_connection(const char* name, ConnectionState state) {
    auto& probe = probes_.connections.emplace_back();
    probe.name = name;
    probe.enter(state);
  }
  /// One shard's instance of a sink.
  void add_sink(const char* name, bool up) {
    auto& probe = probes_.sinks.emplace_back();
    probe.name = name;
    probe.up.set(up ? 1 : 0);
  }
  void add_source(const char* name, bool up) {
    auto& probe = probes_.sources.emplace_back();
    probe.name = name;
    probe.up.set(up ? 1 : 0);
  }
  [[nodiscard]] bool ready(Need connections, Need sinks) const {
    return readiness({.connections = connections, .sinks = sinks}, probes_).ok;
  }
  [[nodiscard]] std::string text(Need connections, Need sinks) const {
    return readiness({.connections = connections, .sinks = sinks}, probes_).text;
  }

  Probes probes_;
};

TEST_F(ReadinessTest, IsThereWhenEverythingIsUp) {
  add_connection("a", ConnectionState::connected);
  add_connection("b", ConnectionState::connected);
  add_sink("s", true);
  for (const auto need : {Need::all, Need::any, Need::none}) EXPECT_TRUE(ready(need, need));
  EXPECT_EQ(text(Need::all, Need::all), "ready");
}

TEST_F(ReadinessTest, OfTwoSocketsOfOneConnectionTheBetterCounts) {
  using channels::SubscriptionState;
  for (const auto state : {ConnectionState::connected, ConnectionState::connected}) {
    add_connection("a", state);
  }
  nth(probes_.connections, 0).subscriptions[std::size_t(SubscriptionState::subscribed)].set(2);
  nth(probes_.connections, 1).subscriptions[std::size_t(SubscriptionState::waiting)].set(2);
  const config::Ready all{.connections = Need::all, .channels = Need::all};
  EXPECT_TRUE(readiness(all, probes_).ok);
  nth(probes_.connections, 0).clear_gauges();
  EXPECT_FALSE(readiness(all, probes_).ok);
  nth(probes_.connections, 1).enter(ConnectionState::connecting);
  EXPECT_FALSE(readiness(all, probes_).ok);
}

TEST_F(ReadinessTest, NeedsAllAnyOrNoneOfTheConnections) {
  add_connection("a", ConnectionState::connected);
  add_connection("b", ConnectionState::waiting);
  EXPECT_FALSE(ready(Need::all, Need::none));
  EXPECT_TRUE(ready(Need::any, Need::none));
  EXPECT_TRUE(ready(Need::none, Need::none));
  nth(probes_.connections, 0).enter(ConnectionState::failed);
  EXPECT_FALSE(ready(Need::any, Need::none));
  EXPECT_TRUE(ready(Need::none, Need::none));
}

TEST_F(ReadinessTest, NeedsAllAnyOrNoneOfTheSinks) {
  add_sink("a", true);
  add_sink("b", false);
  EXPECT_FALSE(ready(Need::none, Need::all));
  EXPECT_TRUE(ready(Need::none, Need::any));
  EXPECT_TRUE(ready(Need::none, Need::none));
  nth(probes_.sinks, 0).up.set(0);
  EXPECT_FALSE(ready(Need::none, Need::any));
}

TEST_F(ReadinessTest, NeedsBothConnectionsAndSinks) {
  add_connection("a", ConnectionState::connected);
  add_sink("s", false);
  EXPECT_FALSE(ready(Need::all, Need::all));
  EXPECT_TRUE(ready(Need::all, Need::none));
  nth(probes_.sinks, 0).up.set(1);
  nth(probes_.connections, 0).enter(ConnectionState::connecting);
  EXPECT_FALSE(ready(Need::all, Need::all));
  EXPECT_TRUE(ready(Need::none, Need::all));
}

TEST_F(ReadinessTest, TakesOnlyAConnectedConnectionForUp) {
  add_connection("a", ConnectionState::connected);
  for (const auto state : {ConnectionState::connecting, ConnectionState::waiting,
                           ConnectionState::failed, ConnectionState::stopped}) {
    nth(probes_.connections, 0).enter(state);
    EXPECT_FALSE(ready(Need::any, Need::none)) << to_string(state);
  }
}

TEST_F(ReadinessTest, TakesASinkForUpWhenItIsUpOnEveryShard) {
  for (const bool first : {true, false}) {
    add_sink("a", first);
    add_sink("b", true);
    add_sink("a", !first);
    add_sink("b", true);
    EXPECT_FALSE(ready(Need::none, Need::all));
    EXPECT_TRUE(ready(Need::none, Need::any)) << "b is up";
    EXPECT_EQ(text(Need::none, Need::all), "not ready\nsink a is down");
    probes_.sinks.clear();
  }
}

TEST_F(ReadinessTest, DoesNotNeedASourceUnlessToldTo) {
  add_source("a", true);
  add_source("b", false);
  EXPECT_TRUE(readiness({}, probes_).ok);
  EXPECT_TRUE(readiness({.sources = Need::any}, probes_).ok);
  EXPECT_FALSE(readiness({.sources = Need::all}, probes_).ok);
  EXPECT_EQ(readiness({}, probes_).text, "ready\nsource b is down");
}

TEST_F(ReadinessTest, NeedsAllAnyOrNoneOfTheChannels) {
  add_connection("a", ConnectionState::connected);
  auto& channels = nth(probes_.connections, 0).subscriptions;
  channels[std::size_t(channels::SubscriptionState::subscribed)].set(2);
  EXPECT_TRUE(readiness({}, probes_).ok);
  channels[std::size_t(channels::SubscriptionState::failed)].set(1);
  channels[std::size_t(channels::SubscriptionState::authorizing)].set(1);
  EXPECT_FALSE(readiness({}, probes_).ok);
  EXPECT_TRUE(readiness({.channels = Need::any}, probes_).ok);
  EXPECT_EQ(readiness({.channels = Need::none}, probes_).text,
            "ready\nconnection a: 2 of 4 channels are not subscribed");
  channels[std::size_t(channels::SubscriptionState::subscribed)].set(0);
  EXPECT_FALSE(readiness({.channels = Need::any}, probes_).ok);
  nth(probes_.connections, 0).enter(ConnectionState::waiting);
  EXPECT_EQ(readiness({.connections = Need::none}, probes_).text, "ready\nconnection a is down");
}

TEST_F(ReadinessTest, MissesNothingWhereThereIsNothing) {
  add_connection("a", ConnectionState::connected);
  for (const auto need : {Need::all, Need::any, Need::none}) {
    EXPECT_TRUE(readiness({.sinks = need, .sources = need}, probes_).ok);
  }
}

TEST_F(ReadinessTest, NamesEachThatIsDownWhetherItIsNeededOrNot) {
  add_connection("a", ConnectionState::waiting);
  add_connection("b", ConnectionState::connected);
  add_sink("s", false);
  EXPECT_EQ(text(Need::all, Need::all), "not ready\nconnection a is down\nsink s is down");
  EXPECT_EQ(text(Need::any, Need::none), "ready\nconnection a is down\nsink s is down");
}

}  // namespace
}  // namespace sluice::app
