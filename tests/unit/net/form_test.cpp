#include "gateway/net/form.hpp"

#include <gtest/gtest.h>

namespace sluice::net {
namespace {

std::string field(std::string_view name, std::string_view value) {
  std::string body;
  append_form_field(body, name, value);
  return body;
}

TEST(FormTest, JoinsFieldsInTheirOrder) {
  std::string body;
  append_form_field(body, "socket_id", "1234.5678");
  append_form_field(body, "channel_name", "private-orders");
  EXPECT_EQ(body, "socket_id=1234.5678&channel_name=private-orders");
}

TEST(FormTest, EncodesEverythingButUnreservedCharacters) {
  EXPECT_EQ(field("c", "presence-a=b,c@d;e +f"), "c=presence-a%3Db%2Cc%40d%3Be%20%2Bf");
  EXPECT_EQ(field("a&b", "1&2=3"), "a%26b=1%262%3D3");
  EXPECT_EQ(field("c", "AZaz09-._~"), "c=AZaz09-._~");
}

TEST(FormTest, EncodesEachByteOfTextAndOfNothingElse) {
  EXPECT_EQ(field("c", "é"), "c=%C3%A9");
  EXPECT_EQ(field("c", std::string_view{"\0\xff\n", 3}), "c=%00%FF%0A");
  EXPECT_EQ(field("c", ""), "c=");
}

}  // namespace
}  // namespace sluice::net
