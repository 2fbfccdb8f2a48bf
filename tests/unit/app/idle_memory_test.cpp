#include "gateway/app/idle_memory.hpp"

#include <gtest/gtest.h>

namespace sluice::app {
namespace {

constexpr std::size_t mib = 1024 * 1024;

TEST(IdleMemoryTest, GoesBackWhenItWasFreeAtTwoLooks) {
  IdleMemory memory;
  EXPECT_FALSE(memory.look(200 * mib));
  EXPECT_TRUE(memory.look(190 * mib));
}

TEST(IdleMemoryTest, GoesBackOnce) {
  IdleMemory memory;
  (void)memory.look(200 * mib);
  EXPECT_TRUE(memory.look(200 * mib));
  EXPECT_FALSE(memory.look(200 * mib)) << "free, and with the system already";
  EXPECT_FALSE(memory.look(210 * mib));
}

TEST(IdleMemoryTest, GoesBackAgainAfterTheNextBurst) {
  IdleMemory memory;
  (void)memory.look(200 * mib);
  EXPECT_TRUE(memory.look(200 * mib));
  EXPECT_FALSE(memory.look(20 * mib)) << "in use again";
  EXPECT_FALSE(memory.look(200 * mib));
  EXPECT_TRUE(memory.look(200 * mib));
}

TEST(IdleMemoryTest, StaysWhereItIsUsedAgainAndAgain) {
  IdleMemory memory;
  for (int i = 0; i < 10; ++i) {
    EXPECT_FALSE(memory.look(200 * mib));
    EXPECT_FALSE(memory.look(10 * mib));
  }
}

TEST(IdleMemoryTest, StaysWhereItIsLittle) {
  IdleMemory memory;
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(memory.look(20 * mib));
}

}  // namespace
}  // namespace sluice::app
