#include "config/units.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace sluice::config {
namespace {

std::optional<std::uint64_t> bytes(std::string_view text) {
  const auto parsed = parse_bytes(text);
  return parsed ? std::optional{parsed->count} : std::nullopt;
}

TEST(Units, ReadDurationsInFourUnits) {
  EXPECT_EQ(parse_duration("250ms"), Duration{250});
  EXPECT_EQ(parse_duration("15s"), Duration{15'000});
  EXPECT_EQ(parse_duration("2m"), Duration{120'000});
  EXPECT_EQ(parse_duration("1h"), Duration{3'600'000});
  EXPECT_EQ(parse_duration("0s"), Duration{0});
}

TEST(Units, RefuseDurationsOfAnyOtherForm) {
  for (const auto* text :
       {"", "15", "s", "-1s", "+1s", "1 s", "1.5s", "1d", "1S", "1s1", "1m30s"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

TEST(Units, ReadSizesPlainOrInBinaryUnits) {
  EXPECT_EQ(bytes("4096"), 4096U);
  EXPECT_EQ(bytes("64KiB"), 64U << 10);
  EXPECT_EQ(bytes("64MiB"), 64U << 20);
  EXPECT_EQ(bytes("1GiB"), 1U << 30);
  for (const auto* text : {"", "KiB", "64KB", "64kib", "64 KiB", "-1", "1.5MiB"}) {
    EXPECT_EQ(bytes(text), std::nullopt) << text;
  }
}

TEST(Units, SaturateWhatHasNoRoomSoThatARangeRefusesIt) {
  constexpr auto largest = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(parse_integer("99999999999999999999"), largest);
  EXPECT_EQ(parse_integer("-99999999999999999999"), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(parse_duration("9223372036854775807h"), Duration{largest});
  EXPECT_EQ(bytes("99999999999999999999GiB"), static_cast<std::uint64_t>(largest));
}

TEST(Units, ReadWholeNumbersOnly) {
  EXPECT_EQ(parse_integer("-12"), -12);
  for (const auto* text : {"", "-", "1e3", "0x10", "1_000", " 1", "1 ", "+1"}) {
    EXPECT_EQ(parse_integer(text), std::nullopt) << text;
  }
}

TEST(Units, ShowTheLargestUnitThatIsExact) {
  EXPECT_EQ(to_text(Duration{15'000}), "15s");
  EXPECT_EQ(to_text(Duration{1500}), "1500ms");
  EXPECT_EQ(to_text(Duration{7'200'000}), "2h");
  EXPECT_EQ(to_text(Bytes{1 << 20}), "1MiB");
  EXPECT_EQ(to_text(Bytes{1000}), "1000");
  EXPECT_EQ(to_text(Bytes{0}), "0");
}

TEST(Units, ReadBackWhatTheyShow) {
  for (const int value : {0, 1, 999, 1000, 60'000, 61'000, 3'600'000, 3'600'001}) {
    EXPECT_EQ(parse_duration(to_text(Duration{value})), Duration{value});
  }
}

}  // namespace
}  // namespace sluice::config
