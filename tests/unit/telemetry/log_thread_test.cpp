#include "gateway/telemetry/log_thread.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "gateway/telemetry/log.hpp"

namespace sluice::telemetry {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

/// The log of a process whose standard error is a pipe. The ends stay open, as a thread that is
/// left behind has them.
struct LogThreadTest : testing::Test {
  LogThreadTest() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    read_end = ends[0];
    write_end = ends[1];
    EXPECT_GT(::fcntl(write_end, F_SETPIPE_SZ, 4096), 0);
    thread = std::make_unique<LogThread>(LogFormat::logfmt, write_end);
    log = std::make_unique<Log>(Level::info, *thread);
  }

  /// Reads until the text is complete.
  std::vector<std::string> lines_until(const std::string& text) {
    std::string all;
    while (all.find(text) == all.npos || all.back() != '\n') {
      std::array<char, 4096> bytes{};
      const ssize_t size = ::read(read_end, bytes.data(), bytes.size());
      if (size <= 0) break;
      all.append(bytes.data(), static_cast<std::size_t>(size));
    }
    std::vector<std::string> lines;
    for (std::size_t at = 0, end = 0; (end = all.find('\n', at)) != all.npos; at = end + 1) {
      lines.push_back(all.substr(at, end - at));
    }
    return lines;
  }

  int read_end = -1;
  int write_end = -1;
  std::unique_ptr<LogThread> thread;
  std::unique_ptr<Log> log;
};

/// More than the queue and the pipe hold.
constexpr int too_many = LogThread::lines_max + 1000;

TEST_F(LogThreadTest, WritesEachLineInTheOrderOfTheCalls) {
  log->debug("left out");
  for (int n = 0; n < 20; ++n) log->info("line", {{"n", n}});
  EXPECT_TRUE(thread->end());
  const auto lines = lines_until("n=19");
  ASSERT_EQ(lines.size(), 20U);
  for (std::size_t n = 0; n < lines.size(); ++n) {
    EXPECT_THAT(lines[n], EndsWith("level=info message=line n=" + std::to_string(n)));
  }
  EXPECT_EQ(thread->lines_lost(), 0U);
}

TEST_F(LogThreadTest, LosesTheOldestLinesWhereNobodyReadsAndSaysHowMany) {
  for (int n = 0; n < too_many; ++n) log->info("line", {{"n", n}});
  const auto lost = thread->lines_lost();
  EXPECT_GT(lost, 0U);
  const auto lines = lines_until("n=" + std::to_string(too_many - 1));
  std::size_t announced = 0;
  std::size_t written = 0;
  for (const auto& line : lines) {
    if (line.find("log lines lost") != line.npos) {
      EXPECT_THAT(line, HasSubstr("level=error"));
      announced += std::stoul(line.substr(line.find(" lines=") + 7));
    } else {
      ++written;
    }
  }
  EXPECT_EQ(announced, lost);
  EXPECT_EQ(written + lost, std::size_t{too_many});
}

TEST_F(LogThreadTest, EndsWithoutAReader) {
  for (int n = 0; n < too_many; ++n) log->info("line", {{"n", n}});
  thread->leave_by(Time{});
  EXPECT_FALSE(thread->end());
  log.reset();
  thread.reset();
}

TEST_F(LogThreadTest, WaitsForRoomInAPipeThatIsMadeNonBlocking) {
  ASSERT_EQ(::fcntl(write_end, F_SETFL, O_NONBLOCK), 0);
  for (int n = 0; n < 1'000; ++n) log->info("line", {{"n", n}});
  EXPECT_EQ(lines_until("n=999").size(), 1'000U);
  EXPECT_EQ(thread->lines_lost(), 0U);
}

TEST(LogThreadErrorTest, CountsWhatCannotBeWritten) {
  LogThread thread{LogFormat::logfmt, -1};
  Log{Level::info, thread}.info("line");
  EXPECT_TRUE(thread.end());
  EXPECT_EQ(thread.lines_lost(), 1U);
}

}  // namespace
}  // namespace sluice::telemetry
