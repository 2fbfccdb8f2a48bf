#include "gateway/net/lookup.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <optional>

#include "gateway/net/no_throw.hpp"
#include "tests/unit/net/run_until.hpp"

namespace sluice::net {
namespace {

class LookupTest : public testing::Test {
 protected:
  /// The first address found, or the error.
  std::string find(const std::string& host, Time deadline = Time::max()) {
    start(host, deadline);
    EXPECT_TRUE(run_until(loop_, [&] { return result_.has_value(); }));
    return result_.value_or("");
  }

  void start(const std::string& host, Time deadline) {
    boost::asio::co_spawn(
        loop_,
        [this, host, deadline]() -> boost::asio::awaitable<void> {
          auto found = co_await lookup_.run(host, 80, deadline);
          result_ =
              found ? found->begin()->endpoint().address().to_string() : found.error().message;
        },
        fail_loudly);
  }

  boost::asio::io_context loop_;
  Lookup lookup_{loop_};
  std::optional<std::string> result_;
};

TEST_F(LookupTest, TakesAnAddressAsItIs) {
  EXPECT_EQ(find("127.0.0.1"), "127.0.0.1");
  result_.reset();
  EXPECT_EQ(find("::1"), "::1");
}

TEST_F(LookupTest, FindsAName) {
  EXPECT_TRUE(find("localhost").ends_with("1"));
}

TEST_F(LookupTest, GivesUpAtItsDeadline) {
  EXPECT_EQ(find("localhost", Time::min()), "timed out");
}

TEST_F(LookupTest, EndsWhenItIsCancelled) {
  start("localhost", Time::max());
  loop_.poll_one();
  lookup_.cancel();
  EXPECT_TRUE(run_until(loop_, [&] { return result_.has_value(); }));
}

}  // namespace
}  // namespace sluice::net
