#include "gateway/core/enum.hpp"

#include <gtest/gtest.h>

#include "gateway/core/delivery.hpp"

namespace sluice {
namespace {

TEST(EnumTest, IsCountedUpToItsLastValue) {
  static_assert(enum_count<Outcome> == std::size_t(Outcome::kept) + 1);
}

}  // namespace
}  // namespace sluice
