#include <gtest/gtest.h>

#include <set>
#include <string_view>

#include "gateway/core/delivery.hpp"
#include "gateway/core/enum.hpp"

namespace sluice {
namespace {

TEST(RejectionCodeTest, HasADifferentWordForEachValue) {
  std::set<std::string_view> words;
  for (std::size_t i = 0; i < enum_count<RejectionCode>; ++i) {
    words.insert(to_string(static_cast<RejectionCode>(i)));
  }
  EXPECT_EQ(words.size(), enum_count<RejectionCode>);
}

}  // namespace
}  // namespace sluice
