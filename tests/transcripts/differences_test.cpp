#include "tests/transcripts/differences.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

namespace sluice::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(DifferencesTest, AreWhatOnlyOneOfTheClientsHas) {
  EXPECT_THAT(difference_of({"a", "b"}, {"a", "b"}), IsEmpty());
  EXPECT_THAT(difference_of({"a", "b"}, {"b", "c"}), ElementsAre("pusher-js: a", "sluice: c"));
  EXPECT_THAT(difference_of({"a", "a"}, {"a"}), ElementsAre("pusher-js: a"));
  EXPECT_THAT(difference_of({"a", "b"}, {"b", "a"}), ElementsAre("in another order"));
}

TEST(DifferencesTest, AreListedWithAReasonEach) {
  EXPECT_THAT(parse_differences("# all\npusher/a\n  sluice: x\n  pusher-js: y\n  because so\n\n"
                                "pusher/b\n  in another order\n  because it may\n"),
              ElementsAre(Pair("pusher/a", ElementsAre("pusher-js: y", "sluice: x")),
                          Pair("pusher/b", ElementsAre("in another order"))));
  EXPECT_THROW(parse_differences("pusher/a\n  sluice: x\n"), std::runtime_error);
  EXPECT_THROW(parse_differences("a\n  sluice: x\nb\n  sluice: x\n  because\n"),
               std::runtime_error);
}

TEST(DifferencesTest, HaveToBeListedAndToOccur) {
  const Differences one{{"pusher/a", {"sluice: x"}}};
  EXPECT_THAT(compare(one, one), IsEmpty());
  EXPECT_THAT(compare(one, {}), ElementsAre("pusher/a: differs and is not listed: sluice: x"));
  EXPECT_THAT(compare({}, one), ElementsAre("pusher/a: is listed and does not differ: sluice: x"));
  EXPECT_THAT(compare({{"pusher/a", {"sluice: y"}}}, one),
              ElementsAre("pusher/a: differs and is not listed: sluice: y",
                          "pusher/a: is listed and does not differ: sluice: x"));
}

}  // namespace
}  // namespace sluice::test
