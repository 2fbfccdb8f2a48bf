#include "tests/support/process.hpp"

#include <gmock/gmock.h>

#include <csignal>
#include <fstream>
#include <iterator>
#include <set>

#include "tests/support/free_port.hpp"
#include "tests/support/metrics_text.hpp"

namespace sluice::test {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

ProcessSettings shell(const std::string& script, bool with_input = false) {
  return {.arguments = {"sh", "-c", script}, .with_input = with_input};
}

TEST(ProcessTest, KeepsEveryLineOfBothStreamsUntilTheExit) {
  Process process{shell("echo one; echo two >&2; printf three; exit 7")};
  EXPECT_EQ(process.wait_exit(), 7);
  EXPECT_THAT(process.lines(), testing::UnorderedElementsAre("one", "two", "three"));
}

TEST(ProcessTest, NeverBlocksAChildThatWritesMoreThanAPipeHolds) {
  Process process{shell("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done")};
  EXPECT_EQ(process.wait_exit(), 0);
  EXPECT_EQ(process.line_count(), 20000U);
}

TEST(ProcessTest, TalksToTheChildLineByLine) {
  Process process{shell("while read line; do echo got $line; done", true)};
  process.write_line("this");
  EXPECT_EQ(process.wait_for_line("this"), "got this");
}

TEST(ProcessTest, FailsAWaitWithTheOutputAndTheExitCode) {
  Process process{shell("echo the reason; exit 3")};
  EXPECT_THAT([&] { process.wait_for_line("never"); },
              ThrowsMessage<std::runtime_error>(
                  testing::AllOf(HasSubstr("the reason"), HasSubstr("exit code 3"))));
}

TEST(ProcessTest, AWaitThatFailsNamesTheLineThatWaits) {
  Process process{shell("true")};
  process.wait_exit();
  const int line = __LINE__ + 1;
  EXPECT_THAT([&] { process.wait_for_line("never"); },
              ThrowsMessage<std::runtime_error>(
                  HasSubstr("process_test.cpp:" + std::to_string(line) + ": sh ended")));
}

TEST(ProcessTest, ReportsTheSignalThatEndedTheChild) {
  Process process{shell("echo up; exec cat", true)};
  process.wait_for_line("up");
  process.signal(SIGTERM);
  EXPECT_EQ(process.wait_exit(), 128 + SIGTERM);
}

TEST(ProcessTest, KillsTheChildAndItsChildrenInTheEnd) {
  std::string grandchild;
  {
    Process process{shell("cat & echo pid $!; wait", true)};
    grandchild = process.wait_for_line("pid ").substr(4);
  }
  // Empty of a zombie, too: who reaps an orphan is not ours to say.
  std::ifstream command{"/proc/" + grandchild + "/cmdline"};
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>{command}, {}), "");
}

TEST(ProcessTest, SaysThatAProgramDoesNotExist) {
  Process process{{.arguments = {"no-such-program"}}};
  EXPECT_EQ(process.wait_exit(), 127);
  EXPECT_THAT(process.tail(), HasSubstr("cannot be started"));
}

TEST(FreePortTest, NeverHandsOutAPortTwice) {
  std::set<std::uint16_t> ports;
  for (int count = 0; count < 50; ++count) {
    EXPECT_TRUE(ports.insert(free_port()).second);
  }
}

TEST(MetricsTextTest, AddsUpTheSamplesThatCarryTheLabels) {
  const std::string text =
      "# TYPE records_total counter\n"
      "records_total{sink=\"a\",outcome=\"delivered\"} 3\n"
      "records_total{sink=\"a\",outcome=\"rejected\"} 4\n"
      "records_total{sink=\"b\",outcome=\"delivered\"} 50\n"
      "records_total_other 7\nup 1\n";
  EXPECT_EQ(sum_of_samples(text, "records_total", {{"sink", "a"}}), 7);
  EXPECT_EQ(sum_of_samples(text, "records_total", {{"sink", "a"}, {"outcome", "rejected"}}), 4);
  EXPECT_EQ(sum_of_samples(text, "records_total", {}), 57);
  EXPECT_EQ(sum_of_samples(text, "up", {}), 1);
  EXPECT_EQ(sum_of_samples(text, "records_total", {{"sink", "c"}}), std::nullopt);
}

}  // namespace
}  // namespace sluice::test
