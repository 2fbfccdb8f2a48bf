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
  const auto sink = make_stdout_sink({}, write_end, context());
  submit(*sink, "trades", "k", R"({"price":7})");
  submit(*sink, "trades", "", "two\nlines");
  ASSERT_TRUE(all_settled());
  EXPECT_EQ(written(), "{\"price\":7}\n\"two\\nlines\"\n");
  EXPECT_EQ(recorder.count(Outcome::delivered), 2U);
}

TEST_F(StdoutSinkTest, TakesABoundedNumberOfRecordsInOneTurn) {
  const auto sink = make_stdout_sink({}, write_end, context());
  for (int i = 0; i < 2'500; ++i) offer(*sink, "t", "k", "v");
  EXPECT_EQ(outbox_probe.in_flight.value(), 500);
  ASSERT_TRUE(drained());
  EXPECT_TRUE(recorder.settled_exactly(2'500));
}

TEST_F(StdoutSinkTest, TakesABoundedNumberOfBytesInOneTurn) {
  const auto sink = make_stdout_sink({}, write_end, context());
  const std::string payload(100'000, 'x');
  for (int i = 0; i < 20; ++i) offer(*sink, "t", "k", payload);
  EXPECT_EQ(outbox_probe.in_flight.value(), 10);
  outbox->give_up();
}

TEST_F(StdoutSinkTest, LetsGoOfWhatItHasNotWrittenWhenAbandoned) {
  const auto sink = make_stdout_sink({}, write_end, context());
  offer(*sink, "t", "k", "v");
  outbox->give_up();
  EXPECT_TRUE(outbox->drained());
  EXPECT_EQ(unavailable(), 1U);
}

TEST_F(StdoutSinkTest, RejectsWhatCannotBeWrittenAndIsDown) {
  const auto sink = make_stdout_sink({}, -1, context());
  EXPECT_EQ(probe.up.value(), 1);
  submit(*sink, "t", "k", "v");
  ASSERT_TRUE(all_settled());
  EXPECT_EQ(recorder.count(Outcome::rejected), 1U);
  EXPECT_EQ(probe.up.value(), 0);
  EXPECT_EQ(probe.last_error.text, "standard output: Bad file descriptor");
}

}  // namespace
}  // namespace sluice::connectors
