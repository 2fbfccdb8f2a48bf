#include "gateway/net/connect.hpp"

#include <gtest/gtest.h>

#include <array>
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
  std::string reach(const std::vector<std::uint16_t>& ports, Duration time = seconds{10}) {
    std::vector<tcp::endpoint> endpoints;
    for (const auto port : ports) endpoints.emplace_back(asio::ip::address_v4::loopback(), port);
    auto addresses =
        tcp::resolver::results_type::create(endpoints.begin(), endpoints.end(), "", "");
    std::optional<std::string> result;
    asio::co_spawn(
        loop_,
        [&]() -> asio::awaitable<void> {
          auto socket = co_await connect(loop_, addresses, std::chrono::steady_clock::now() + time);
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

TEST_F(ConnectTest, LeavesADeadAddressInTimeForTheNext) {
  EXPECT_EQ(reach({dead_.port(), live_.port()}, milliseconds{600}), std::to_string(live_.port()));
}

TEST_F(ConnectTest, NamesTheLastAddressItTriedAndWhy) {
  EXPECT_EQ(reach({dead_.port(), test::free_port()}, milliseconds{1}),
            "127.0.0.1: Connection refused");
  EXPECT_EQ(reach({dead_.port()}, milliseconds{1}), "127.0.0.1: timed out");
}

TEST(ConnectShareTest, IsAnEqualPartOfWhatIsLeft) {
  const Time now{std::chrono::hours{1}};
  EXPECT_EQ(connect_share(now, now + seconds{12}, 1), seconds{12});
  EXPECT_EQ(connect_share(now, now + seconds{12}, 3), seconds{4});
}

TEST(ConnectShareTest, IsEnoughForAFarServerEvenWhenNothingIsLeft) {
  const Time now{std::chrono::hours{1}};
  EXPECT_EQ(connect_share(now, now + seconds{1}, 100), milliseconds{250});
  EXPECT_EQ(connect_share(now, now - seconds{1}, 1), milliseconds{250});
}

}  // namespace
}  // namespace sluice::net
