#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/channels/allocation_counter.hpp"
#include "tests/unit/channels/sealed.hpp"
#include "tests/unit/channels/session_fixture.hpp"

namespace sluice::channels {
namespace {

class SessionAllocationTest : public SessionFixture {
 protected:
  SessionAllocationTest() {
    settings_.channels = {"trades", "presence-a-channel-with-a-name-longer-than-any-small-string",
                          "private-encrypted-a"};
    connect();
  }

  /// How often memory was asked for while the session took this frame, after it has taken it once
  /// before.
  std::size_t allocations_of(std::string_view text) {
    const PaddedFrame frame(text);
    const auto take = [&] {
      actions_.clear();
      const auto before = allocation_count();
      session_->on_frame(frame.view(), now_, actions_);
      return allocation_count() - before;
    };
    (void)take();
    const auto later = take();
    EXPECT_EQ(all<Deliver>().size(), 1U) << text;
    return later;
  }
};

TEST_F(SessionAllocationTest, CountsWhatIsAllocated) {
  const auto before = allocation_count();
  const std::string text(100, 'x');
  EXPECT_GT(allocation_count(), before) << text;
}

TEST_F(SessionAllocationTest, IsNotNeededForAnEventWithText) {
  EXPECT_EQ(allocations_of(R"({"event":"App\\Events\\A name longer than any small string",)"
                           R"("channel":"trades","data":"{\"price\":1.10,\"id\":7}"})"),
            0U);
}

TEST_F(SessionAllocationTest, IsNotNeededForAnEventWithAnObject) {
  EXPECT_EQ(allocations_of(R"({"event":"e","channel":"trades","data":{"a":[1,{"b":null}]}})"), 0U);
}

TEST_F(SessionAllocationTest, IsNotNeededForAClientEvent) {
  EXPECT_EQ(
      allocations_of(R"({"event":"client-e","data":1,"user_id":12345678901234567890,)"
                     R"("channel":"presence-a-channel-with-a-name-longer-than-any-small-string"})"),
      0U);
}

TEST_F(SessionAllocationTest, IsNotNeededForALargeEvent) {
  const std::string data(100'000, 'x');
  EXPECT_EQ(allocations_of(fmt::format(R"({{"event":"e","channel":"trades","data":"{}"}})", data)),
            0U);
}

TEST_F(SessionAllocationTest, IsNotNeededForASealedEvent) {
  for (const auto& request : all<RequestAuth>()) {
    if (request.channel == "private-encrypted-a") grant_key(request, key_of('a'));
  }
  EXPECT_EQ(
      allocations_of(fmt::format(R"({{"event":"e","channel":"private-encrypted-a","data":{}}})",
                                 sealed(std::string(1'000, '"'), key_of('a')))),
      0U);
}

TEST_F(SessionAllocationTest, OfALargeFrameIsGivenBackWithTheNext) {
  for (const auto& request : all<RequestAuth>()) {
    if (request.channel == "private-encrypted-a") grant_key(request, key_of('a'));
  }
  const PaddedFrame small(R"({"event":"e","channel":"trades","data":1})");
  const auto take = [&](std::string_view frame) {
    session_->on_frame(frame, now_, actions_);
    EXPECT_EQ(all<Deliver>().size(), 1U);
    actions_.clear();
  };
  actions_.clear();
  take(small.view());
  const auto before = allocated_bytes();
  std::string numbers = "1";
  while (numbers.size() < 4'000'000) numbers += ",1";
  take(PaddedFrame(fmt::format(R"({{"event":"e","channel":"trades","data":[{}]}})", numbers))
           .view());
  numbers = std::string();
  numbers.shrink_to_fit();
  take(PaddedFrame(fmt::format(R"({{"event":"e","channel":"private-encrypted-a","data":{}}})",
                               sealed(std::string(4'000'000, 'x'), key_of('a'))))
           .view());
  take(small.view());
  EXPECT_LT(allocated_bytes(), before + 300'000);
}

}  // namespace
}  // namespace sluice::channels
