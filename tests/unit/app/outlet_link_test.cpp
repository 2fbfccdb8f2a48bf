#include "gateway/app/outlet_link.hpp"

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/support/manual_loop.hpp"

namespace sluice::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Keeps what it is given, to answer when the test says so.
struct RecordingOutlet final : Outlet {
  void publish(ReturnEvent event, Done done) override {
    names.push_back(std::move(event.name));
    waiting.push_back(std::move(done));
  }
  void withdraw(PublicationId id) override { withdrawn.push_back(id.number); }

  std::vector<std::string> names;
  std::vector<Done> waiting;
  std::vector<std::uint64_t> withdrawn;
};

class OutletLinkTest : public testing::Test {
 protected:
  void publish(const std::string& name) {
    link_.publish({.channel = "private-c", .name = name, .data = "1", .replaces = ""},
                  [this](const ReturnOutcome& outcome) { retries_.push_back(outcome.retries); });
  }

  test::ManualLoop here_;
  test::ManualLoop there_;
  RecordingOutlet outlet_;
  OutletLink link_{here_, there_, outlet_};
  std::vector<std::uint32_t> retries_;  ///< of each outcome, in the order of their coming
};

TEST_F(OutletLinkTest, PublishesOnTheOtherLoopInOrder) {
  publish("a");
  publish("b");
  EXPECT_THAT(outlet_.names, IsEmpty());
  there_.run_posted();
  EXPECT_THAT(outlet_.names, ElementsAre("a", "b"));
}

TEST_F(OutletLinkTest, BringsTheOutcomeBackToItsOwnLoop) {
  publish("a");
  there_.run_posted();
  outlet_.waiting.at(0)({.retries = 3});
  there_.run_posted();
  EXPECT_THAT(retries_, IsEmpty());
  here_.run_posted();
  EXPECT_THAT(retries_, ElementsAre(3U));
}

TEST_F(OutletLinkTest, WithdrawsOnTheOtherLoopAfterWhatWasPublishedBefore) {
  publish("a");
  link_.withdraw({.source = SourceId{0}, .number = 7});
  EXPECT_THAT(outlet_.withdrawn, IsEmpty());
  there_.run_posted();
  EXPECT_THAT(outlet_.names, ElementsAre("a"));
  EXPECT_THAT(outlet_.withdrawn, ElementsAre(7U));
}

}  // namespace
}  // namespace sluice::app
