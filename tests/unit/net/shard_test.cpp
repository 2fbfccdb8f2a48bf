#include "gateway/net/shard.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <chrono>
#include <ctime>
#include <thread>

#include "tests/unit/net/run_until.hpp"

namespace sluice::net {
namespace {

using testing::ElementsAre;

/// What a descriptor that can be made readable is made of.
class Event {
 public:
  ~Event() { ::close(descriptor); }
  void raise() const { EXPECT_EQ(::eventfd_write(descriptor, 1), 0); }
  /// False when it is not raised.
  [[nodiscard]] bool lower() const {
    eventfd_t count = 0;
    return ::eventfd_read(descriptor, &count) == 0;
  }
  const int descriptor = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
};

/// Turned by the test's thread, handler by handler.
class ShardTest : public testing::Test {
 protected:
  template <class Predicate>
  void run_until(Predicate done) {
    ASSERT_TRUE(net::run_until(shard_.io(), std::move(done)));
  }
  /// Runs what can run now, and says whether anything did.
  bool run_what_is_ready() { return shard_.io().poll() > 0; }

  Shard shard_{3};
};

TEST_F(ShardTest, MeasuresItsLongestTurnInProcessorTime) {
  const auto burn = [](std::chrono::milliseconds span) {
    return [span] {
      const auto used = [] {
        timespec time{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
      };
      for (const auto end = used() + span; used() < end;) {
      }
    };
  };
  ShardProbe probe;
  shard_.measure(probe);
  shard_.post(burn(std::chrono::milliseconds{25}));
  shard_.post(burn(std::chrono::milliseconds{45}));
  shard_.post(burn(std::chrono::milliseconds{5}));
  shard_.post([this] { shard_.stop(); });
  std::thread([this] { shard_.run(); }).join();
  EXPECT_GE(probe.longest_turn.value(), 45'000'000);
  EXPECT_GE(probe.long_turns.value(), 2U);
}

TEST_F(ShardTest, ItsTimeStandsStillWithinATaskOnly) {
  std::vector<Time> times;
  const auto look_twice = [&] {
    times.push_back(shard_.now());
    for (const Time first = std::chrono::steady_clock::now();
         std::chrono::steady_clock::now() == first;) {
    }
    times.push_back(shard_.now());
  };
  look_twice();
  EXPECT_LT(times[0], times[1]) << "no task runs";
  shard_.post(look_twice);
  shard_.post(look_twice);
  shard_.post([this] { shard_.stop(); });
  shard_.run();
  EXPECT_EQ(times.at(2), times.at(3));
  EXPECT_LT(times.at(3), times.at(4));
  EXPECT_EQ(times.at(4), times.at(5));
  look_twice();
  EXPECT_LT(times.at(6), times.at(7)) << "no task runs";
}

TEST_F(ShardTest, RunsWhatOtherThreadsPostInTheirOrderAndOnItsOwn) {
  constexpr int each = 1000;
  std::vector<int> from_one;
  std::vector<int> from_other;
  std::thread::id ran_on;
  int last = 0;
  std::thread serving([&] { shard_.run(); });
  const auto served_by = serving.get_id();
  const auto post_all = [&](std::vector<int>& to) {
    for (int i = 0; i < each; ++i) {
      shard_.post([&, i] {
        to.push_back(i);
        ran_on = std::this_thread::get_id();
      });
    }
    shard_.post([&] {
      if (++last == 2) shard_.stop();
    });
  };
  std::thread other([&] { post_all(from_other); });
  post_all(from_one);
  other.join();
  serving.join();
  EXPECT_EQ(ran_on, served_by);
  for (const auto* posted : {&from_one, &from_other}) {
    ASSERT_EQ(posted->size(), std::size_t(each));
    EXPECT_TRUE(std::ranges::is_sorted(*posted));
  }
}

TEST(ShardPaceTest, IsOfEachServerByItself) {
  Shard shard{0, std::chrono::seconds{1}};
  const Time now = shard.now();
  EXPECT_EQ(shard.connect_pace("a:1").reserve(now), now);
  EXPECT_EQ(shard.connect_pace("a:2").reserve(now), now);
  EXPECT_EQ(shard.connect_pace("a:1").reserve(now), now + std::chrono::seconds{1});
}

TEST_F(ShardTest, NeverRunsAPostedTaskFromWithinPost) {
  std::vector<int> order;
  shard_.post([&] {
    shard_.post([&] { order.push_back(2); });
    order.push_back(1);
  });
  run_until([&] { return order.size() == 2; });
  EXPECT_THAT(order, ElementsAre(1, 2));
}

TEST_F(ShardTest, EndsATurnAfterAllThatIsReady) {
  std::vector<int> order;
  Loop::Handle end;
  Loop::Handle dropped;
  shard_.post([&] {
    end = shard_.at_turn_end([&] { order.push_back(3); });
    dropped = shard_.at_turn_end([&] { order.push_back(4); });
    dropped.reset();
    order.push_back(1);
  });
  shard_.post([&] { order.push_back(2); });
  run_until([&] { return order.size() == 3; });
  run_what_is_ready();
  EXPECT_THAT(order, ElementsAre(1, 2, 3));
}

TEST_F(ShardTest, StopsFromAnyThreadThoughThereIsMoreToWaitFor) {
  const auto timer = shard_.after(std::chrono::hours{1}, [] {});
  std::thread serving([&] { shard_.run(); });
  shard_.stop();
  serving.join();
}

TEST_F(ShardTest, RunsAWatchAgainUntilEverythingIsRead) {
  const Event event;
  event.raise();
  int runs = 0;
  const auto watch = shard_.watch(event.descriptor, [&] {
    if (++runs < 3) return;
    EXPECT_TRUE(event.lower());
  });
  run_until([&] { return runs == 3; });
  EXPECT_FALSE(run_what_is_ready());
  EXPECT_EQ(runs, 3);
  event.raise();
  run_until([&] { return runs == 4; });
}

TEST_F(ShardTest, DoesNotRunAWatchThatHasNothingToRead) {
  const Event event;
  int empty = 0;
  int runs = 0;
  const auto watch = shard_.watch(event.descriptor, [&] {
    ++runs;
    if (!event.lower()) ++empty;
  });
  EXPECT_FALSE(run_what_is_ready());
  for (int i = 1; i <= 10; ++i) {
    event.raise();
    run_until([&] { return runs == i; });
    EXPECT_FALSE(run_what_is_ready());
  }
  EXPECT_EQ(empty, 0);
}

TEST_F(ShardTest, EndsAWatchWithItsHandleAndLeavesTheDescriptorOpen) {
  const Event event;
  int runs = 0;
  auto watch = shard_.watch(event.descriptor, [&] { ++runs; });
  watch.reset();
  event.raise();
  run_what_is_ready();
  EXPECT_EQ(runs, 0);
  EXPECT_TRUE(event.lower());
  watch = shard_.watch(event.descriptor, [&] { ++runs; });
  event.raise();
  run_until([&] { return runs == 1; });
}

TEST_F(ShardTest, EndsAWatchFromWithinItsOwnTask) {
  const Event event;
  event.raise();
  int runs = 0;
  Loop::Handle watch;
  watch = shard_.watch(event.descriptor, [&runs, &watch, kept = std::string(100, 'k')] {
    watch.reset();
    ++runs;
    EXPECT_EQ(kept, std::string(100, 'k')) << "what the task holds lives as long as it runs";
  });
  run_until([&] { return runs == 1; });
  run_what_is_ready();
  EXPECT_EQ(runs, 1);
}

TEST_F(ShardTest, DoesNotRunAWatchThatDiedWhenItsTurnWasNear) {
  const Event one;
  const Event other;
  one.raise();
  other.raise();
  std::vector<int> runs;
  Loop::Handle first;
  Loop::Handle second;
  // Both are readable, so that both are queued: whichever runs first ends the other.
  first = shard_.watch(one.descriptor, [&] {
    runs.push_back(1);
    second.reset();
    EXPECT_TRUE(one.lower());
  });
  second = shard_.watch(other.descriptor, [&] {
    runs.push_back(2);
    first.reset();
    EXPECT_TRUE(other.lower());
  });
  run_until([&] { return !runs.empty(); });
  run_what_is_ready();
  EXPECT_EQ(runs.size(), 1U);
}

TEST_F(ShardTest, RunsATimerOnceAndNotBeforeItsTime) {
  const auto start = shard_.now();
  Time ran_at{};
  int runs = 0;
  const auto timer = shard_.after(Duration{5}, [&] {
    ++runs;
    ran_at = shard_.now();
  });
  run_until([&] { return runs > 0; });
  EXPECT_GE(ran_at - start, Duration{5});
  bool later = false;
  const auto another = shard_.after(Duration{10}, [&] { later = true; });
  run_until([&] { return later; });
  EXPECT_EQ(runs, 1);
}

TEST_F(ShardTest, RunsTimersInTheOrderOfTheirTimes) {
  std::vector<int> order;
  const auto second = shard_.after(Duration{20}, [&] { order.push_back(2); });
  const auto first = shard_.after(Duration{1}, [&] { order.push_back(1); });
  run_until([&] { return order.size() == 2; });
  EXPECT_THAT(order, ElementsAre(1, 2));
}

TEST_F(ShardTest, DoesNotRunATimerWhoseHandleDied) {
  bool ran = false;
  auto timer = shard_.after(Duration{1}, [&] { ran = true; });
  timer.reset();
  bool later = false;
  const auto another = shard_.after(Duration{10}, [&] { later = true; });
  run_until([&] { return later; });
  EXPECT_FALSE(ran);
}

TEST_F(ShardTest, DoesNotRunATimerThatWasQueuedAlreadyWhenItsHandleDied) {
  std::vector<int> runs;
  Loop::Handle first;
  Loop::Handle second;
  // Due at the same time, so that both are queued: the first to run ends the other.
  first = shard_.after(Duration{0}, [&] {
    runs.push_back(1);
    second.reset();
  });
  second = shard_.after(Duration{0}, [&] {
    runs.push_back(2);
    first.reset();
  });
  run_until([&] { return !runs.empty(); });
  run_what_is_ready();
  EXPECT_EQ(runs.size(), 1U);
}

TEST_F(ShardTest, LetsATimersTaskEndAndRenewItsOwnHandle) {
  int runs = 0;
  Loop::Handle timer;
  std::function<void()> again = [&] {
    if (++runs < 5) timer = shard_.after(Duration{0}, again);
  };
  timer = shard_.after(Duration{0}, again);
  run_until([&] { return runs == 5; });
  timer = shard_.after(Duration{0}, [&] {
    timer.reset();
    ++runs;
  });
  run_until([&] { return runs == 6; });
}

TEST_F(ShardTest, KnowsItsIndex) {
  EXPECT_EQ(shard_.index(), 3U);
}

}  // namespace
}  // namespace sluice::net
