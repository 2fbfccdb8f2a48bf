#include "connectors/mqtt/mqtt_text.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace sluice::connectors {
namespace {

TEST(MqttTextTest, RefusesControlCharacters) {
  for (const std::string_view text :
       {std::string_view{"a\0b", 3}, std::string_view{"\x01"}, std::string_view{"a\x1f"},
        std::string_view{"\x7f"}, std::string_view{"\xc2\x80"}, std::string_view{"\xc2\x9f"}}) {
    EXPECT_EQ(why_no_mqtt_text(text), "contains a control character or a noncharacter");
  }
  EXPECT_EQ(why_no_mqtt_text("\xc2\xa0"), "");
}

TEST(MqttTextTest, RefusesNonCharacters) {
  for (const std::string_view text : {"\xef\xbf\xbf", "\xef\xbf\xbe", "\xef\xb7\x90",
                                      "\xef\xb7\xaf", "\xf0\x9f\xbf\xbf", "\xf4\x8f\xbf\xbe"}) {
    EXPECT_EQ(why_no_mqtt_text(text), "contains a control character or a noncharacter");
  }
  for (const std::string_view text : {"\xef\xb7\x8f", "\xef\xb7\xb0", "\xef\xbf\xbd"}) {
    EXPECT_EQ(why_no_mqtt_text(text), "");
  }
}

TEST(MqttTextTest, RefusesWhatIsNotWellFormedUtf8) {
  for (const std::string text :
       {"\x80", "\xff", "\xc3", "\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "a\xe2\x82", "\xc3("}) {
    EXPECT_EQ(why_no_mqtt_text(text), "is not UTF-8") << text;
  }
}

}  // namespace
}  // namespace sluice::connectors
