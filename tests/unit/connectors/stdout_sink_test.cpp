#include "connectors/stdout/stdout_sink.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <array>

#include "tests/support/sink_contract.hpp"

namespace sluice::connectors {
namespace {

/// A pipe instead of the standard output. It stays open for as long as the process, as the thread
/// that a sink leaves behind may still write to it.
class Pipe {
 public:
  Pipe() { EXPECT_EQ(::pipe2(ends_.data(), O_CLOEXEC), 0); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  [[nodiscard]] int write_end() const { return ends_[1]; }
  /// The next write waits for a reader, and written() for nothing.
  void fill() {
    const int size = ::fcntl(ends_[1], F_SETPIPE_SZ, 4096);
    const std::string filling(static_cast<std::size_t>(size), '.');
    EXPECT_EQ(::write(ends_[1], filling.data(), filling.size()), size);
    EXPECT_EQ(::fcntl(ends_[0], F_SETFL, O_NONBLOCK), 0);
  }
  [[nodiscard]] std::string written() {
    std::array<char, 64 * 1024> text{};
    const ssize_t size = ::read(ends_[0], text.data(), text.size());
    return {text.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
  }

 private:
  std::array<int, 2> ends_{};
};

class StdoutSinkStage final : public SinkStage {
 public:
  std::unique_ptr<Sink> make_sink(SinkContext context) override {
    return make_stdout_sink({}, pipe_.write_end(), std::move(context));
  }
  void fall_silent() override {}  // it writes nothing before the next turn of the loop
  std::vector<std::string> payloads(std::size_t count) override {
    std::vector<std::string> found;
    std::string text;
    while (found.size() < count) {
      text += pipe_.written();
      for (auto end = text.find('\n'); end != text.npos; end = text.find('\n')) {
        found.push_back(text.substr(0, end));
        text.erase(0, end + 1);
      }
    }
    return found;
  }

 private:
  Pipe pipe_;
};

const StageMaker<SinkStage> stage{"Pipe", std::make_unique<StdoutSinkStage>};
INSTANTIATE_TEST_SUITE_P(Stdout, SinkContract, ::testing::Values(stage), name_of<SinkStage>);

class StdoutSinkTest : public SinkFixture {
 protected:
  std::unique_ptr<Sink> make() {
    return watched(make_stdout_sink({}, pipe.write_end(), context()));
  }

  /// Runs what is due now.
  void turn() {
    bool turned = false;
    const auto later = loop.after(Duration{0}, [&] { turned = true; });
    ASSERT_TRUE(loop.run_until([&] { return turned; }));
  }

  Pipe pipe;
};

TEST_F(StdoutSinkTest, WritesOneLineARecord) {
  const auto sink = make();
  submit(*sink, "trades", "k", R"({"price":7})");
  submit(*sink, "trades", "", "two\nlines");
  ASSERT_TRUE(all_settled());
  EXPECT_EQ(pipe.written(), "{\"price\":7}\n\"two\\nlines\"\n");
  EXPECT_EQ(recorder.count(Outcome::delivered), 2U);
}

TEST_F(StdoutSinkTest, TakesABoundedNumberOfRecordsInOneTurn) {
  const auto sink = make();
  for (int i = 0; i < 2'500; ++i) offer(*sink, "t", "k", "v");
  EXPECT_EQ(outbox_probe.in_flight.value(), 500);
  ASSERT_TRUE(drained());
  EXPECT_TRUE(recorder.settled_exactly(2'500));
}

TEST_F(StdoutSinkTest, TakesABoundedNumberOfBytesInOneTurn) {
  const auto sink = make();
  const std::string payload(100'000, 'x');
  for (int i = 0; i < 20; ++i) offer(*sink, "t", "k", payload);
  EXPECT_EQ(outbox_probe.in_flight.value(), 10);
  outbox->give_up();
}

TEST_F(StdoutSinkTest, WaitsForASlowReaderWithoutTheLoop) {
  const auto sink = make();
  pipe.fill();
  for (int i = 0; i < 1'200; ++i) offer(*sink, "t", "k", std::to_string(i));
  EXPECT_EQ(outbox_probe.in_flight.value(), 500);
  turn();
  EXPECT_EQ(outbox_probe.in_flight.value(), 500);
  std::string text;
  ASSERT_TRUE(loop.run_until([&] {
    text += pipe.written();
    return outbox->drained();
  }));
  text += pipe.written();
  std::string expected;
  for (int i = 0; i < 1'200; ++i) expected += std::to_string(i) + "\n";
  EXPECT_THAT(text, ::testing::EndsWith(expected));
  EXPECT_EQ(delivered(), 1'200U);
}

TEST_F(StdoutSinkTest, EndsWhileNobodyReads) {
  auto sink = make();
  pipe.fill();
  offer(*sink, "t", "k", "first");
  turn();
  offer(*sink, "t", "k", "second");
  outbox->give_up();
  EXPECT_TRUE(outbox->drained());
  EXPECT_EQ(unavailable(), 2U);
  sink.reset();
}

TEST_F(StdoutSinkTest, RejectsWhatCannotBeWrittenAndIsDown) {
  const auto sink = watched(make_stdout_sink({}, -1, context()));
  EXPECT_EQ(probe.up.value(), 1);
  submit(*sink, "t", "k", "v");
  ASSERT_TRUE(all_settled());
  EXPECT_EQ(recorder.count(Outcome::rejected), 1U);
  EXPECT_EQ(probe.up.value(), 0);
  EXPECT_EQ(probe.last_error.text, "standard output: Bad file descriptor");
}

}  // namespace
}  // namespace sluice::connectors
