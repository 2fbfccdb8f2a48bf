#include "gateway/app/rehearsal/given_event.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace sluice::app {
namespace {

/// Lives as long as the whole event that it shows.
struct Shown {
  explicit Shown(const GivenEvent& given) : whole(*WholeEvent::of(given)) {}
  [[nodiscard]] Event event() const { return whole.on("shop", WallTime{}, 7); }
  WholeEvent whole;
};

std::string error_of(const GivenEvent& given) {
  const auto whole = WholeEvent::of(given);
  return whole ? "" : fmt::format("{}: {}", whole.error().key, whole.error().why);
}

TEST(GivenEventTest, ItsNameTellsItsKind) {
  const std::pair<std::string, EventKind> cases[] = {
      {"created", EventKind::message},
      {"client-typing", EventKind::client},
      {"online", EventKind::message},
      {"pusher:member_added", EventKind::presence_joined},
      {"pusher:member_removed", EventKind::presence_left},
      {"sluice:gap", EventKind::gap},
  };
  for (const auto& [name, kind] : cases) {
    EXPECT_EQ(Shown({.channel = "presence-a", .event = name}).event().kind, kind) << name;
  }
  EXPECT_EQ(Shown({.channel = "#server-to-user-7", .event = "hello"}).event().kind,
            EventKind::user);
  EXPECT_EQ(Shown({.channel = "#server-to-user-7", .event = "hello"}).event().user_id, "7");
}

TEST(GivenEventTest, ItsKindTellsANameThatIsFixed) {
  EXPECT_EQ(Shown({.channel = "presence-a", .kind = EventKind::presence_left}).event().name,
            "pusher:member_removed");
  EXPECT_EQ(Shown({.kind = EventKind::connection}).event().name, "sluice:connected");
  EXPECT_EQ(Shown({.event = "sluice:disconnected", .kind = EventKind::connection}).event().name,
            "sluice:disconnected");
}

TEST(GivenEventTest, DataIsAStringAndJsonIsWhatItIs) {
  EXPECT_EQ(Shown({.channel = "a", .event = "e", .data = R"({"id":1})"}).event().data,
            R"("{\"id\":1}")");
  EXPECT_EQ(Shown({.channel = "a", .event = "e", .data_json = R"({"id":1})"}).event().data,
            R"({"id":1})");
  EXPECT_EQ(Shown({.channel = "a", .event = "e"}).event().data, "");
}

TEST(GivenEventTest, AMemberHasTheDataThatServersSend) {
  const Shown joined(
      {.channel = "presence-a", .kind = EventKind::presence_joined, .user_id = "ann"});
  EXPECT_EQ(joined.event().data, R"("{\"user_id\":\"ann\"}")");
  EXPECT_EQ(joined.event().user_id, "ann");
}

TEST(GivenEventTest, HasTheConnectionTimeAndNumberThatAreAsked) {
  const Shown shown({.channel = "a", .event = "e", .replayed = true, .own = true});
  EXPECT_EQ(shown.event().connection, "shop");
  EXPECT_EQ(shown.event().sequence, 7U);
  EXPECT_TRUE(shown.event().replayed);
  EXPECT_TRUE(shown.event().own);
}

TEST(GivenEventTest, SaysWhatCannotBe) {
  EXPECT_EQ(error_of({.channel = "a"}), "event: an event of the kind message has a name");
  EXPECT_EQ(error_of({.event = "e"}), "channel: an event of the kind message has a channel");
  EXPECT_EQ(error_of({.channel = "a", .event = "e", .user_id = "ann"}),
            "user_id: an event of the kind message has no user");
  EXPECT_EQ(error_of({.channel = "a", .event = "e", .data_json = "{"}), "data_json: is not JSON");
  EXPECT_EQ(error_of({.channel = "a", .event = "e", .data = "\xff"}), "data: is not UTF-8");
  EXPECT_EQ(error_of({.channel = "a", .event = "e", .data = "1", .data_json = "1"}),
            "data: cannot be given beside data_json");
}

}  // namespace
}  // namespace sluice::app
