#include "gateway/net/connect.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <optional>
#include <vector>

#include "gateway/net/no_throw.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/silent_listener.hpp"
#include "tests/unit/net/run_until.hpp"

namespace sluice::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using std::chrono::milliseconds;
using std::chrono::seconds;
using test::SilentListener;

class ConnectTest : public testing::Test {
 protected:
  /// The port that was reached, or the error.
  std::string reach(const std::vector<std::uint16_t>& ports, Time::duration time = seconds{10}) {
    std::vector<tcp::endpoint> endpoints;
    for (const auto port : ports) endpoints.emplace_back(asio::ip::address_v4::loopback(), port);
    std::optional<std::string> result;
    asio::co_spawn(
        loop_,
        [&]() -> asio::awaitable<void> {
          auto socket = co_await race(loop_, endpoints, std::chrono::steady_clock::now() + time);
          result =
              socket ? std::to_string(socket->remote_endpoint().port()) : socket.error().message;
        },
        fail_loudly);
    EXPECT_TRUE(run_until(loop_, [&] { return result.has_value(); }));
    return result.value_or("nothing");
  }

  asio::io_context loop_;
  SilentListener live_;
  SilentListener dead_{SilentListener::Way::never_accepts};
};

TEST_F(ConnectTest, TakesTheFirstAddressThatAnswers) {
  const SilentListener other;
  EXPECT_EQ(reach({live_.port(), other.port()}), std::to_string(live_.port()));
}

TEST_F(ConnectTest, GoesOnAtOnceWhereNobodyListens) {
  EXPECT_EQ(reach({test::free_port(), live_.port()}, std::chrono::hours{1}),
            std::to_string(live_.port()));
}

TEST_F(ConnectTest, StartsTheNextBesideAnAddressThatIsSilent) {
  EXPECT_EQ(reach({dead_.port(), live_.port()}, std::chrono::hours{1}),
            std::to_string(live_.port()));
}

TEST_F(ConnectTest, NamesEachAddressItTriedAndWhy) {
  EXPECT_EQ(reach({test::free_port(), test::free_port()}),
            "127.0.0.1: Connection refused; 127.0.0.1: Connection refused");
  EXPECT_EQ(reach({dead_.port()}, milliseconds{1}), "127.0.0.1: timed out");
  EXPECT_EQ(reach({test::free_port(), dead_.port()}, milliseconds{300}),
            "127.0.0.1: Connection refused; 127.0.0.1: timed out");
}

TEST_F(ConnectTest, TriesTheAddressFirstThatServed) {
  // Nobody listens on the other loopback addresses.
  Lookups lookups(loop_, [](const auto&) { return Addresses{"127.0.0.2", "127.0.0.1"}; });
  std::optional<Addresses> then;
  asio::co_spawn(
      loop_,
      [&]() -> asio::awaitable<void> {
        const auto socket =
            co_await connect_by_name(loop_, lookups, "shop.test", live_.port(), never);
        EXPECT_TRUE(socket) << socket.error().message;
        lookups.rate("shop.test", address_of(*socket), true);
        then = *co_await lookups.find("shop.test", never);
      },
      fail_loudly);
  ASSERT_TRUE(run_until(loop_, [&] { return then.has_value(); }));
  EXPECT_THAT(*then, testing::ElementsAre("127.0.0.1", "127.0.0.2"));
}

TEST(InterleavedTest, LetsTheFamiliesTakeTurnsAndTheFirstStayFirst) {
  const auto endpoints = [](std::initializer_list<const char*> addresses) {
    std::vector<tcp::endpoint> made;
    for (const auto* address : addresses) made.emplace_back(asio::ip::make_address(address), 1);
    return made;
  };
  EXPECT_EQ(interleaved(endpoints({"::1", "::2", "::3", "1.1.1.1"})),
            endpoints({"::1", "1.1.1.1", "::2", "::3"}));
  EXPECT_EQ(interleaved(endpoints({"1.1.1.1", "1.1.1.2", "::1"})),
            endpoints({"1.1.1.1", "::1", "1.1.1.2"}));
  EXPECT_TRUE(interleaved({}).empty());
}

}  // namespace
}  // namespace sluice::net
