#include "gateway/channels/overlap/overlap.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <utility>
#include <vector>

namespace sluice::channels {
namespace {

Event message(std::string_view data, std::string_view channel = "orders") {
  return {.kind = EventKind::message, .channel = channel, .name = "filled", .data = data};
}

/// Two sockets of one channel; what is relayed is written down as data.
class OverlapTest : public testing::Test {
 protected:
  void old(const Event& event) {
    if (overlap_.on_old(event)) relayed_.emplace_back(event.data);
  }
  void fresh(const Event& event, bool carried = true) {
    if (overlap_.on_new({event, 0}, carried)) relayed_.emplace_back(event.data);
  }
  void cut() {
    for (auto held = overlap_.cut(); auto& event : held) {
      relayed_.emplace_back(event.delivered().event.data);
    }
  }
  std::vector<std::string> take() { return std::exchange(relayed_, {}); }

  Overlap overlap_{true};
  std::vector<std::string> relayed_;
};

using Data = std::vector<std::string>;

TEST_F(OverlapTest, WhatBothBringIsRelayedWhenTheOldOneBringsIt) {
  old(message("1"));
  fresh(message("1"));
  fresh(message("2"));
  EXPECT_EQ(take(), Data{"1"});
  old(message("2"));
  EXPECT_EQ(take(), Data{"2"});
  EXPECT_EQ(overlap_.twins(), 2U);
  cut();
  EXPECT_EQ(take(), Data{});
}

TEST_F(OverlapTest, WhatOnlyTheNewOneBroughtFollowsAtTheCutInItsOrder) {
  fresh(message("1"));
  fresh(message("2"));
  fresh(message("3"));
  old(message("1"));
  cut();
  fresh(message("4"));
  EXPECT_EQ(take(), (Data{"1", "2", "3", "4"}));
}

TEST_F(OverlapTest, AfterTheCutTheOldOneIsNotHeard) {
  cut();
  old(message("1"));
  EXPECT_EQ(take(), Data{});
}

TEST_F(OverlapTest, WhatTheNewOneBringsLateIsDroppedAfterTheCutToo) {
  old(message("1"));
  old(message("2"));
  cut();
  fresh(message("1"));
  fresh(message("2"));
  fresh(message("3"));
  EXPECT_EQ(take(), (Data{"1", "2", "3"}));
  EXPECT_TRUE(overlap_.is_over());
}

TEST_F(OverlapTest, EqualEventsAreMatchedOneByOne) {
  old(message("1"));
  fresh(message("1"));
  fresh(message("1"));
  old(message("1"));
  old(message("1"));
  cut();
  fresh(message("1"));
  fresh(message("1"));
  EXPECT_EQ(take(), (Data{"1", "1", "1", "1"}));
}

TEST_F(OverlapTest, AnotherChannelNameUserKindOrDataIsAnotherEvent) {
  old({.kind = EventKind::client, .channel = "c", .name = "n", .data = "1", .user_id = "u"});
  fresh({.kind = EventKind::client, .channel = "d", .name = "n", .data = "1", .user_id = "u"});
  fresh({.kind = EventKind::client, .channel = "c", .name = "m", .data = "1", .user_id = "u"});
  fresh({.kind = EventKind::client, .channel = "c", .name = "n", .data = "2", .user_id = "u"});
  fresh({.kind = EventKind::client, .channel = "c", .name = "n", .data = "1", .user_id = "v"});
  fresh({.kind = EventKind::message, .channel = "c", .name = "n", .data = "1", .user_id = "u"});
  EXPECT_EQ(overlap_.twins(), 0U);
  EXPECT_EQ(overlap_.cut().size(), 5U);
}

TEST_F(OverlapTest, AnArrivalThatAMessageAndASnapshotTellIsOne) {
  const auto joined = [](std::string_view data) {
    return Event{.kind = EventKind::presence_joined,
                 .channel = "presence-room",
                 .name = "pusher:member_added",
                 .data = data,
                 .user_id = "7"};
  };
  old(joined(R"({"user_id":7,"user_info":null})"));
  fresh(joined(R"({"user_id":"7"})"));
  EXPECT_EQ(overlap_.twins(), 1U);
}

TEST_F(OverlapTest, WhatASubscriptionBringsIsNoNewsWhereTheOldOneIsSubscribed) {
  fresh({.kind = EventKind::presence_snapshot, .channel = "c", .data = "snapshot"});
  fresh({.kind = EventKind::gap, .channel = "c", .data = "gap"});
  fresh({.kind = EventKind::cache_miss, .channel = "c", .data = "miss"});
  fresh({.kind = EventKind::message, .channel = "c", .data = "replay", .replayed = true});
  cut();
  EXPECT_EQ(take(), Data{});
}

TEST_F(OverlapTest, WhatASubscriptionBringsIsNewsWhereTheOldOneIsNotSubscribed) {
  fresh({.kind = EventKind::presence_snapshot, .channel = "c", .data = "snapshot"}, false);
  fresh({.kind = EventKind::gap, .channel = "c", .data = "gap"}, false);
  fresh({.kind = EventKind::message, .channel = "c", .data = "replay", .replayed = true}, false);
  cut();
  EXPECT_EQ(take(), (Data{"snapshot", "gap", "replay"}));
}

TEST_F(OverlapTest, TheLastEventOfAnotherAppIsNews) {
  overlap_ = Overlap(false);
  fresh({.kind = EventKind::message, .channel = "c", .data = "replay", .replayed = true});
  cut();
  EXPECT_EQ(take(), Data{"replay"});
}

TEST_F(OverlapTest, TheNoticesOfBothConnectionsAreRelayed) {
  old({.kind = EventKind::connection, .data = "lost"});
  fresh({.kind = EventKind::connection, .data = "made"});
  EXPECT_EQ(take(), (Data{"lost", "made"}));
}

TEST_F(OverlapTest, WhatIsForgottenTwiceIsNewAgain) {
  old(message("1"));
  old(message("2"));
  overlap_.forget_older();
  fresh(message("1"));
  overlap_.forget_older();
  cut();
  EXPECT_TRUE(overlap_.is_over());
  fresh(message("2"));
  EXPECT_EQ(take(), (Data{"1", "2", "2"}));
}

TEST_F(OverlapTest, IsFullWhenItHoldsTooMuch) {
  const std::string large(1024 * 1024, 'x');
  for (std::size_t i = 0; i < Overlap::max_held_bytes / large.size(); ++i) {
    EXPECT_FALSE(overlap_.is_full());
    fresh(message(large));
  }
  EXPECT_TRUE(overlap_.is_full());
  cut();
  EXPECT_FALSE(overlap_.is_full());
}

/// A server publishes; both sockets bring it in its order, each at its own pace, the new one from
/// some event on. Many of the later events are equal. The cut comes when the old one has brought
/// what the new one does not have.
TEST_F(OverlapTest, WhateverThePaceEachEventIsRelayedOnceAndInOrder) {
  for (unsigned seed = 0; seed < 2'000; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const auto below = [&random](std::size_t limit) {
      return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
    };
    overlap_ = Overlap(true);
    const std::size_t first = below(10);
    Data published;
    for (std::size_t i = 0; i < first + 40; ++i) {
      const bool equal = i >= first && below(3) == 0;
      published.push_back(equal ? fmt::format("same {}", below(3)) : fmt::format("{}", i));
    }
    std::size_t old_at = 0;
    std::size_t new_at = first;
    const std::size_t cut_at = first + below(30);
    while (old_at < cut_at || below(4) > 0) {
      if (old_at < published.size() && below(2) == 0) old(message(published[old_at++]));
      if (new_at < published.size() && below(2) == 0) fresh(message(published[new_at++]));
    }
    cut();
    while (new_at < published.size()) fresh(message(published[new_at++]));
    ASSERT_EQ(take(), published);
    overlap_.forget_older();
    overlap_.forget_older();
    ASSERT_TRUE(overlap_.is_over());
  }
}

}  // namespace
}  // namespace sluice::channels
