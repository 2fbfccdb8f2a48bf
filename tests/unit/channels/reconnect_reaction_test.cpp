#include "gateway/channels/session/reconnect.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace sluice::channels {
namespace {

struct Row {
  std::optional<int> code;
  Reaction reaction;
};

constexpr Row table[] = {
    {std::nullopt, Reaction::back_off},  {0, Reaction::back_off},
    {1000, Reaction::back_off},          {1001, Reaction::back_off},
    {1002, Reaction::back_off},          {1003, Reaction::back_off},
    {1007, Reaction::back_off},          {1008, Reaction::back_off},
    {1009, Reaction::back_off},          {1010, Reaction::back_off},
    {1011, Reaction::back_off},          {1012, Reaction::back_off},
    {1013, Reaction::back_off},          {1014, Reaction::back_off},
    {3000, Reaction::back_off},          {3999, Reaction::back_off},
    {4000, Reaction::use_tls},           {4001, Reaction::do_not_reconnect},
    {4004, Reaction::do_not_reconnect},  {4009, Reaction::do_not_reconnect},
    {4099, Reaction::do_not_reconnect},  {4100, Reaction::back_off_a_second},
    {4199, Reaction::back_off_a_second}, {4200, Reaction::reconnect_at_once},
    {4201, Reaction::reconnect_at_once}, {4299, Reaction::reconnect_at_once},
    {4300, Reaction::back_off},          {4301, Reaction::back_off},
    {4999, Reaction::back_off},          {-1, Reaction::back_off},
    {70'000, Reaction::back_off},
};

TEST(ReactionTest, FollowsTheRangeOfTheCode) {
  for (const auto& row : table) {
    EXPECT_EQ(reaction_to(row.code), row.reaction) << row.code.value_or(-2);
  }
}

}  // namespace
}  // namespace sluice::channels
