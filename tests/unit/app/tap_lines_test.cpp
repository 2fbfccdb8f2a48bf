#include "gateway/app/tap_lines.hpp"

#include <gtest/gtest.h>

namespace sluice::app {
namespace {

TEST(TapLinesTest, ShowsEachItemAsALineForAPerson) {
  EXPECT_EQ(line_of(R"({"kind":"event","time":"T","connection":"m","channel":"c","event":"e",)"
                    R"("data_bytes":1,"data":"1"})"),
            "T event   m c e 1");
  EXPECT_EQ(line_of(R"({"kind":"record","time":"T","connection":"m","channel":"c","event":"e",)"
                    R"("sink":"s","topic":"t","key_base64":"/w==","data_bytes":7,"masked":true})"),
            "T record  m c e -> s t /w== (7 bytes)");
  EXPECT_EQ(line_of(R"({"kind":"message","time":"T","source":"s","topic":"t","connection":"m",)"
                    R"("channel":"c","event":"e","data_bytes":2,"data_base64":"//4="})"),
            "T message s t -> m c e base64://4=");
  EXPECT_EQ(line_of(R"({"kind":"message","time":"T","source":"s","return":"r","topic":"t",)"
                    R"("loss":"expired","detail":"old","data_bytes":9,"data":"x","cut":true})"),
            "T message s t lost by r: expired old x… (9 bytes)");
  EXPECT_EQ(line_of(R"({"kind":"passed_over","rate":3,"slow_reader":4})"),
            "passed over: 3 beyond 1,000 items or 1 MiB a second, 4 read too slowly");
}

TEST(TapLinesTest, LetsNothingControlTheTerminal) {
  EXPECT_EQ(line_of(R"({"kind":"event","time":"T","channel":"a\u001b[2J","data":"1\n2"})"),
            "T event   a\\x1b[2J 1\\x0a2");
  EXPECT_EQ(line_of("no \x1b JSON"), "no \\x1b JSON");
}

TEST(TapLinesTest, PutsTogetherWhatComesInPieces) {
  TapLines lines(true);
  EXPECT_EQ(lines.take(": open\n\nda"), "");
  EXPECT_EQ(lines.take("ta: {\"a\":"), "");
  EXPECT_EQ(lines.take("1}\n\ndata: {}\n\n: quiet\n"), "{\"a\":1}\n{}\n");
}

}  // namespace
}  // namespace sluice::app
