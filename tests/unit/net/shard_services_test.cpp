// What a shard does for connectors beside post, watch and after: it looks up and connects.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <optional>
#include <string>

#include "gateway/net/shard.hpp"
#include "tests/support/free_port.hpp"
#include "tests/support/silent_listener.hpp"
#include "tests/unit/net/run_until.hpp"

namespace sluice::net {
namespace {

using std::chrono::seconds;

class ShardServicesTest : public testing::Test {
 protected:
  /// "connected", or the error.
  std::string connect(const std::string& host, std::uint16_t port) {
    std::optional<std::string> result;
    const auto connecting =
        shard_.connect(host, port, seconds{20}, [&](const Result<int>& descriptor) {
          result = descriptor ? "connected" : descriptor.error().message;
          if (descriptor) ::close(*descriptor);
        });
    EXPECT_FALSE(result) << "it is told later";
    EXPECT_TRUE(run_until(shard_.io(), [&] { return result.has_value(); }));
    return result.value_or("");
  }

  Shard shard_{0};
  test::SilentListener listener_;
};

TEST_F(ShardServicesTest, ConnectsToAnAddressAndByName) {
  EXPECT_EQ(connect("127.0.0.1", listener_.port()), "connected");
  EXPECT_EQ(connect("localhost", listener_.port()), "connected");
}

TEST_F(ShardServicesTest, SaysWhichStepFailedAndWhere) {
  EXPECT_EQ(connect("127.0.0.1", test::free_port()), "connect: 127.0.0.1: Connection refused");
  EXPECT_THAT(connect("not a name", 1), testing::StartsWith("lookup: "));
}

TEST_F(ShardServicesTest, AnswersNobodyWhoseHandleDied) {
  bool told = false;
  auto connecting =
      shard_.connect("127.0.0.1", listener_.port(), seconds{20}, [&](const auto&) { told = true; });
  connecting.reset();
  EXPECT_EQ(connect("127.0.0.1", listener_.port()), "connected");
  EXPECT_FALSE(told);
}

TEST_F(ShardServicesTest, LetsTheOneWhoIsAnsweredDropItsHandle) {
  bool told = false;
  Loop::Handle connecting;
  connecting = shard_.connect("127.0.0.1", listener_.port(), seconds{20}, [&](auto socket) {
    ::close(socket.value());
    connecting.reset();
    told = true;
  });
  ASSERT_TRUE(run_until(shard_.io(), [&] { return told; }));
}

}  // namespace
}  // namespace sluice::net
