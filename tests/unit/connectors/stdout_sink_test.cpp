#include "connectors/stdout/stdout_sink.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>

#include "tests/support/sink_fixture.hpp"

namespace sluice::connectors {
namespace {

class StdoutSinkTest : public SinkFixture {
 protected:
  StdoutSinkTest() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    read_end = ends[0];
    write_end = ends[1];
  }
  ~StdoutSinkTest() override {
    ::close(read_end);
    ::close(write_end);
  }

  std::string written() {
    std::array<char, 4096> text{};
    const ssize_t size = ::read(read_end, text.data(), text.size());
    return {text.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
  }

  int read_end = -1;
  int write_end = -1;
};

TEST_F(StdoutSinkTest, WritesOneLineARecord) {
  const auto sink = make_stdout_sink(write_end, context());
  submit(*sink, "trades", "k", R"({"price":7})");
  submit(*sink, "trades", "", "two\nlines\tand\\more\r");
  ASSERT_TRUE(all_settled());
  EXPECT_EQ(written(), "trades\tk\t{\"price\":7}\ntrades\t\ttwo\\nlines\\tand\\\\more\\r\n");
  EXPECT_EQ(recorder.count(Outcome::delivered), 2U);
}

TEST_F(StdoutSinkTest, SaysFullAfterAThousandAndReadyWhenTheyAreWritten) {
  const auto sink = make_stdout_sink(write_end, context());
  ASSERT_TRUE(loop.run_until([&] { return recorder.ready == 1; }));
  for (int i = 0; i < 1'000; ++i) ASSERT_EQ(submit(*sink, "t", "k", "v"), Admission::accepted);
  EXPECT_EQ(submit(*sink, "t", "k", "v"), Admission::full);
  EXPECT_TRUE(loop.run_until([&] { return recorder.ready == 2; }));
  EXPECT_TRUE(recorder.settled_exactly(1'000));
}

TEST_F(StdoutSinkTest, RejectsWhatCannotBeWrittenAndAdmitsNothingOnceClosed) {
  const auto sink = make_stdout_sink(-1, context());
  submit(*sink, "t", "k", "v");
  ASSERT_TRUE(all_settled());
  EXPECT_EQ(recorder.count(Outcome::rejected), 1U);
  sink->close();
  EXPECT_EQ(submit(*sink, "t", "k", "v"), Admission::closed);
}

}  // namespace
}  // namespace sluice::connectors
