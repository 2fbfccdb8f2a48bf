#include "gateway/tap/tap_filter.hpp"

#include <gtest/gtest.h>

namespace sluice::tap {
namespace {

constexpr TapNames filled{.connection = "market", .channel = "private-orders", .event = "filled"};

TEST(TapFilterTest, TakesEverythingWithoutAWish) {
  const TapFilter all;
  for (const auto kind : {TapKind::event, TapKind::record, TapKind::message}) {
    EXPECT_TRUE(all.takes(kind, filled));
    EXPECT_TRUE(all.takes(kind, {}));
  }
  EXPECT_TRUE(all.takes_sink("kafka"));
  EXPECT_TRUE(TapFilter({.connection = "*", .channel = "**", .event = "*", .sink = ""})
                  .takes(TapKind::event, {}));
}

TEST(TapFilterTest, TakesWhatAllItsGlobsMatch) {
  EXPECT_TRUE(TapFilter({.channel = "private-*"}).takes(TapKind::event, filled));
  EXPECT_FALSE(TapFilter({.channel = "presence-*"}).takes(TapKind::event, filled));
  EXPECT_FALSE(
      TapFilter({.connection = "shop", .channel = "private-*"}).takes(TapKind::event, filled));
  EXPECT_TRUE(TapFilter({.connection = "m*", .event = "fill?d"}).takes(TapKind::message, filled));
  EXPECT_FALSE(TapFilter({.event = "fill"}).takes(TapKind::record, filled));
}

TEST(TapFilterTest, TakesOnlyRecordsWhereASinkIsWanted) {
  for (const auto* sink : {"kaf*", "*"}) {
    const TapFilter of_sink({.sink = sink});
    EXPECT_FALSE(of_sink.takes(TapKind::event, filled));
    EXPECT_FALSE(of_sink.takes(TapKind::message, filled));
    EXPECT_TRUE(of_sink.takes(TapKind::record, filled));
    EXPECT_TRUE(of_sink.takes_sink("kafka"));
  }
  EXPECT_FALSE(TapFilter({.sink = "kaf*"}).takes_sink("mqtt"));
}

TEST(TapFilterTest, HidesWhatWasEncryptedUnlessItIsAskedFor) {
  EXPECT_TRUE(TapFilter().shows_payload("private-orders"));
  EXPECT_FALSE(TapFilter().shows_payload("private-encrypted-orders"));
  EXPECT_FALSE(TapFilter({.payload = TapPayload::masked}).shows_payload("private-orders"));
  const TapFilter decrypted({.payload = TapPayload::decrypted});
  EXPECT_TRUE(decrypted.shows_payload("private-encrypted-orders"));
  EXPECT_TRUE(decrypted.shows_payload("private-orders"));
}

}  // namespace
}  // namespace sluice::tap
