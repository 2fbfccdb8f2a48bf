#include "gateway/app/reload_answer.hpp"

#include <gtest/gtest.h>

namespace sluice::app {
namespace {

TEST(ReloadAnswerTest, SaysWhereTheFileIsWrong) {
  EXPECT_EQ(json_of({.result = ReloadResult::invalid,
                     .problems = {{"a.yaml", {3, 7}, "routes[0].to", "no such sink"}}}),
            R"({"result":"invalid","problems":[{"file":"a.yaml","line":3,"column":7,)"
            R"("path":"routes[0].to","message":"no such sink"}]})");
}

TEST(ReloadAnswerTest, SaysWhatNeedsARestartWithoutAPlace) {
  EXPECT_EQ(json_of(refusal({"changed: shards"})),
            R"({"result":"refused","problems":[{"message":"changed: shards"}]})");
}

TEST(ReloadAnswerTest, ListsWhatWasApplied) {
  EXPECT_EQ(json_of({.result = ReloadResult::applied, .changes = {"routes[0]: added"}}),
            R"({"result":"applied","changes":["routes[0]: added"]})");
  EXPECT_EQ(json_of({.result = ReloadResult::unchanged}), R"({"result":"unchanged"})");
}

}  // namespace
}  // namespace sluice::app
