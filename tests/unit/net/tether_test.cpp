#include "gateway/net/tether.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace sluice::net {
namespace {

class Counting final : public Tether {
 public:
  Counting(Tethers& tethers, int& cuts) : Tether(tethers), cuts_(cuts) {}

 private:
  void on_cut() noexcept override { ++cuts_; }
  int& cuts_;
};

TEST(TetherTest, HoldsUntilTheObjectGoes) {
  int cuts = 0;
  std::optional<Tethers> tethers{std::in_place};
  const Counting one{*tethers, cuts};
  const Counting other{*tethers, cuts};
  EXPECT_TRUE(one.holds());
  tethers.reset();
  EXPECT_FALSE(one.holds());
  EXPECT_FALSE(other.holds());
  EXPECT_EQ(cuts, 2);
}

TEST(TetherTest, IsForgottenWhenItsCoroutineEndsFirst) {
  int cuts = 0;
  Tethers tethers;
  {
    const Counting ended{tethers, cuts};
    EXPECT_EQ(tethers.size(), 1U);
  }
  EXPECT_EQ(tethers.size(), 0U);
  tethers.cut();
  EXPECT_EQ(cuts, 0);
}

}  // namespace
}  // namespace sluice::net
