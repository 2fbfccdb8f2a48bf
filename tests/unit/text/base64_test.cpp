#include "gateway/text/base64.hpp"

#include <gtest/gtest.h>

namespace sluice::text {
namespace {

TEST(Base64Test, IsThatOfRfc4648) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fooba"), "Zm9vYmE=");
  EXPECT_EQ(base64("\xff\xfe\xfd"), "//79");
}

}  // namespace
}  // namespace sluice::text
