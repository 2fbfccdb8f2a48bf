#include "gateway/app/status_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

namespace sluice::app {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

json usual() {
  return {{"version", "1.2"},
          {"config", {{"hash", "abc"}, {"since", "2026-11-30T15:00:00.000Z"}}},
          {"connections",
           {{{"connection", "shop"},
             {"state", "connected"},
             {"connected_seconds", 200},
             {"events", 17},
             {"channels",
              {{{"channel", "a"}, {"state", "subscribed"}, {"last_event_seconds_ago", 9}},
               {{"channel", "d"}, {"state", "subscribed"}, {"last_event_seconds_ago", 4}},
               {{"channel", "b"}, {"state", "failed"}, {"problem", "denied"}}}}},
            {{"connection", "market"},
             {"state", "waiting"},
             {"problem", "refused"},
             {"last_loss", {{"reason", "closed"}, {"seconds_ago", 5}}},
             {"events", 0},
             {"channels", {{{"channel", "c"}, {"state", "waiting"}}}}}}},
          {"sinks",
           {{{"sink", "out"},
             {"type", "kafka"},
             {"state", "down"},
             {"records", 3},
             {"bytes", 120},
             {"state_seconds", 11},
             {"oldest_seconds", 7},
             {"delivered", 44},
             {"journal", {{"state", "good"}, {"bytes", 4096}}},
             {"rejected", 0},
             {"dead_lettered", 1},
             {"dropped", {{"too_large", 2}, {"too_old", 5}}},
             {"last_error", {{"text", "no broker"}, {"seconds_ago", 4}}}}}},
          {"silent_shards", json::array()},
          {"sources", json::array()},
          {"returns", json::array()}};
}

TEST(StatusTableTest, ShowsWhatThereIsInColumns) {
  EXPECT_EQ(status_table(usual().dump()),
            "sluice 1.2, configuration abc since 2026-11-30T15:00:00.000Z\n"
            "\n"
            "CONNECTION  STATE      FOR    CHANNELS  EVENTS  LAST EVENT  PROBLEM\n"
            "shop        connected  3 min  2/3       17      4 s ago\n"
            "  b         failed                                          denied\n"
            "market      waiting    5 s    0/1       0                   refused\n"
            "\n"
            "SINK  TYPE   STATE  FOR   HELD  BYTES  OLDEST  JOURNAL       DELIVERED  REJECTED  "
            "DEAD-LETTERED  DROPPED  LAST ERROR\n"
            "out   kafka  down   11 s  3     120    7 s     good, 4096 B  44         0         "
            "1              7        4 s ago: no broker\n");
}

TEST(StatusTableTest, ShowsRatesWhereThereAreSome) {
  json status = usual();
  status["connections"][0]["events_per_second"] = 1234.56;
  status["sinks"][0]["delivered_per_second"] = 0.0;
  const std::string text = status_table(status.dump());
  EXPECT_THAT(text, HasSubstr("EVENTS  EVENTS/S  LAST"));
  EXPECT_THAT(text, HasSubstr("17      1234.6    4 s ago"));
  EXPECT_THAT(text, HasSubstr("44         0.0          0"));
}

TEST(StatusTableTest, ShowsSourcesReturnsAndWhatCameOfAReload) {
  json status = usual();
  status["config"]["last_reload"] = {{"at", "then"}, {"result", "refused"}};
  status["sources"] = {{{"source", "in"},
                        {"type", "mqtt"},
                        {"state", "up"},
                        {"paused", true},
                        {"received", 9},
                        {"last_message_seconds_ago", 180},
                        {"pending", 2}}};
  status["returns"] = {{{"return", "back"},
                        {"received", 9},
                        {"sent", 4},
                        {"pending", 2},
                        {"dropped", {{"expired", 3}}},
                        {"dead_lettered", json::object()}}};
  const std::string text = status_table(status.dump());
  EXPECT_THAT(text, HasSubstr("; last reload: refused at then\n"));
  EXPECT_THAT(text,
              HasSubstr("in      mqtt  up          9         3 min ago     2             yes\n"));
  EXPECT_THAT(text, HasSubstr("back    9         4     2        0              3\n"));
}

TEST(StatusTableTest, NamesAShardWithoutAnAnswer) {
  json status = usual();
  status["silent_shards"] = {1};
  EXPECT_THAT(status_table(status.dump()), HasSubstr("shard 1 does not answer"));
}

TEST(StatusTableTest, PrintsNothingThatATerminalWouldObey) {
  json status = usual();
  status["connections"][1]["problem"] = "\x1b[2J";
  EXPECT_THAT(status_table(status.dump()), Not(HasSubstr("\x1b")));
}

TEST(StatusTableTest, RefusesWhatIsNoStatus) {
  for (const auto* text : {"", "{}", "[1]", R"({"config": 1})", "<html>"}) {
    EXPECT_THROW(static_cast<void>(status_table(text)), std::runtime_error) << text;
  }
}

}  // namespace
}  // namespace sluice::app
