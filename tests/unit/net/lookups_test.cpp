#include "gateway/net/lookups.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "gateway/net/no_throw.hpp"
#include "tests/unit/net/run_until.hpp"

namespace sluice::net {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::SizeIs;

/// Runs on the lookups' threads, which may outlive the test: names that begin with "hang" wait for
/// its end.
struct Resolver {
  Result<Addresses> operator()(const std::string& host) {
    ++asked;
    if (host.starts_with("hang")) hangs.wait();
    if (host.starts_with("no")) return Error{"Name or service not known"};
    return Addresses{"::1", "127.0.0.1"};
  }

  std::promise<void> hanging;
  std::shared_future<void> hangs = hanging.get_future().share();
  std::atomic<int> asked = 0;
};

class LookupsTest : public testing::Test {
 protected:
  ~LookupsTest() override { let_go(); }

  void let_go() {
    if (!std::exchange(let_go_, true)) resolver_->hanging.set_value();
  }
  void find(Lookups& lookups, const std::string& host, Time deadline = never) {
    boost::asio::co_spawn(
        loop_,
        [this, &lookups, host, deadline]() -> boost::asio::awaitable<void> {
          const auto found = co_await lookups.find(host, deadline);
          answers_.push_back(found ? found->front() : found.error().message);
        },
        fail_loudly);
  }
  void find(const std::string& host, Time deadline = never) { find(*lookups_, host, deadline); }
  const std::vector<std::string>& answers(std::size_t count) {
    EXPECT_TRUE(run_until(loop_, [&] { return answers_.size() >= count; }));
    return answers_;
  }
  void run_until_asked(int names) {
    EXPECT_TRUE(run_until(loop_, [&] {
      boost::asio::post(loop_, [] {});
      return resolver_->asked >= names;
    }));
  }

  bool let_go_ = false;
  std::shared_ptr<Resolver> resolver_ = std::make_shared<Resolver>();
  boost::asio::io_context loop_;
  std::optional<Lookups> lookups_{
      std::in_place, loop_,
      [resolver = resolver_](const std::string& host) { return (*resolver)(host); }};
  std::vector<std::string> answers_;
};

TEST_F(LookupsTest, TakesAnAddressAsItIs) {
  find("127.0.0.1");
  find("::1");
  EXPECT_THAT(answers(2), ElementsAre("127.0.0.1", "::1"));
  EXPECT_EQ(resolver_->asked, 0);
}

TEST_F(LookupsTest, AsksTheSystem) {
  Lookups lookups(loop_);
  find(lookups, "localhost");
  EXPECT_TRUE(answers(1).front().ends_with("1"));
}

TEST_F(LookupsTest, NamesTheSystemsReason) {
  Lookups lookups(loop_);
  find(lookups, "not a name");
  EXPECT_THAT(answers(1), ElementsAre(testing::HasSubstr("not known")));
}

TEST_F(LookupsTest, AsksOnceForAllWhoWantTheSameName) {
  for (int i = 0; i < 1'000; ++i) find("shop.test");
  EXPECT_THAT(answers(1'000), Each("::1"));
  find("shop.test");  // kept
  answers(1'001);
  EXPECT_EQ(resolver_->asked, 1);
}

TEST_F(LookupsTest, PassesAFailureOnToAllAndAsksAgainAfterIt) {
  find("no.test");
  find("no.test");
  EXPECT_THAT(answers(2), Each("Name or service not known"));
  EXPECT_EQ(resolver_->asked, 1);
  find("no.test");
  answers(3);
  EXPECT_EQ(resolver_->asked, 2);
}

TEST_F(LookupsTest, FindsAHealthyNameBesideOneThatHangs) {
  find("hang.test");
  run_until_asked(1);
  find("shop.test");
  EXPECT_THAT(answers(1), ElementsAre("::1"));
}

TEST_F(LookupsTest, AsksForAHangingNameOnceHoweverOftenItIsWanted) {
  for (int i = 0; i < 100; ++i) find("hang.test", Time(std::chrono::nanoseconds{1}));
  EXPECT_THAT(answers(100), Each("timed out"));
  const auto soon = std::chrono::steady_clock::now() + std::chrono::milliseconds{1};
  for (int i = 0; i < 100; ++i) find("hang.test", soon);
  EXPECT_THAT(answers(200), Each("timed out"));
  find("hang.test");
  run_until_asked(1);
  find("shop.test");
  answers(201);
  EXPECT_EQ(resolver_->asked, 2);
}

TEST_F(LookupsTest, LimitsItsThreadsAndServesTheRestInTheirTurn) {
  for (int i = 0; i < 20; ++i) find("hang" + std::to_string(i) + ".test");
  run_until_asked(16);
  EXPECT_EQ(resolver_->asked, 16);
  let_go();
  EXPECT_THAT(answers(20), SizeIs(20));
  EXPECT_EQ(resolver_->asked, 20);
}

TEST_F(LookupsTest, GivesTheAddressThatWorkedFirst) {
  find("shop.test");
  answers(1);
  lookups_->rate("shop.test", "127.0.0.1", true);
  find("shop.test");
  EXPECT_THAT(answers(2), ElementsAre("::1", "127.0.0.1"));
}

TEST_F(LookupsTest, GivesAnAddressLastThatDidNotServe) {
  const auto first = [this] {
    find("shop.test");
    return answers(answers_.size() + 1).back();
  };
  EXPECT_EQ(first(), "::1");
  lookups_->rate("shop.test", "::1", true);
  lookups_->rate("shop.test", "::1", false);
  EXPECT_EQ(first(), "127.0.0.1");
  lookups_->rate("shop.test", "127.0.0.1", false);
  EXPECT_EQ(first(), "::1") << "it failed before the other";
  lookups_->rate("shop.test", "127.0.0.1", true);
  EXPECT_EQ(first(), "127.0.0.1");
}

TEST_F(LookupsTest, EndsWhileALookupHangs) {
  find("hang.test");
  run_until_asked(1);
  lookups_.reset();
  EXPECT_THAT(answers(1), ElementsAre("given up"));
}

}  // namespace
}  // namespace sluice::net
