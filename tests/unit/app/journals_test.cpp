#include "gateway/app/journals.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <optional>

#include "gateway/app/loss_log.hpp"
#include "gateway/journal/segment.hpp"
#include "tests/support/poll_loop.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/app/newer_segment.hpp"
#include "tests/unit/relay/recording_sink.hpp"
#include "tests/unit/relay/written_record.hpp"

namespace sluice::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// One shard's outbox with its journal.
struct Opened {
  Opened(Journals& journals, std::size_t shard)
      : losses(sink_probe, log, loop),
        outbox({.max_records = 1000, .max_bytes = 1 << 20, .max_disk = 16 << 20}, loop,
               outbox_probe) {
    outbox.set_loss_observer(losses);
    journals.open("floor", shard, probe);
    journal = journals.take("floor", shard, loop, outbox, progress);
    outbox.attach(sink);
    journal->start();
  }
  ~Opened() {
    outbox.give_up();
    outbox.on_lost({});
    journal->close();
  }
  void offer(const std::string& payload) {
    text::Writer out = outbox.begin(payload.size() + 1);
    outbox.commit(relay::write_record(out, "t", "", payload), {});
  }
  /// Waits until the sink has been given so many records, and returns them.
  [[nodiscard]] std::vector<std::string> submitted(std::size_t count) {
    EXPECT_TRUE(loop.run_until([&] { return sink.got.size() >= count; }));
    std::vector<std::string> payloads;
    for (const auto& one : sink.got) payloads.push_back(one.payload);
    return payloads;
  }

  test::PollLoop loop;
  telemetry::Log log{telemetry::Level::error, telemetry::LogFormat::logfmt};
  struct FloorProbe : connectors::SinkProbe {
    FloorProbe() { name = "floor"; }
  } sink_probe;
  LossLog losses;
  relay::OutboxProbe outbox_probe;
  journal::JournalProbe probe;
  ProbedProgress progress{probe};
  relay::RecordingSink sink;
  relay::Outbox outbox;
  std::unique_ptr<journal::Journal> journal;
};

struct JournalsTest : testing::Test {
  [[nodiscard]] std::filesystem::path path() const { return folder.path() / "journal"; }
  void open(std::size_t shards, std::size_t segment_bytes = 1 << 20) {
    journals.reset();
    journals.emplace(config::Journal{.path = path().string(), .segment_bytes = {segment_bytes}},
                     shards, log);
  }

  test::TemporaryFolder folder;
  telemetry::Log log{telemetry::Level::error, telemetry::LogFormat::logfmt};
  std::optional<Journals> journals;
};

TEST_F(JournalsTest, WhatShardsThatAreNoMoreHaveLeftComesAfterItsOwnAndBeforeTheNew) {
  open(4);
  for (const std::size_t shard : {0U, 1U, 2U, 3U}) {
    Opened opened(*journals, shard);
    opened.offer(std::to_string(shard) + "a");
    opened.offer(std::to_string(shard) + "b");
  }
  open(2);
  {
    Opened first(*journals, 0);
    first.offer("new");
    EXPECT_THAT(first.submitted(5), ElementsAre("0a", "0b", "2a", "2b", "new"));
  }
  Opened second(*journals, 1);
  EXPECT_THAT(second.submitted(4), ElementsAre("1a", "1b", "3a", "3b"));
  EXPECT_TRUE(std::filesystem::is_empty(path() / "floor" / "3")) << "it is adopted once";
}

TEST_F(JournalsTest, WhatIsAdoptedIsTheAdoptersFromThen) {
  open(2);
  { Opened(*journals, 1).offer("x"); }
  open(1);
  { EXPECT_THAT(Opened(*journals, 0).submitted(1), ElementsAre("x")); }
  open(1);
  Opened again(*journals, 0);
  EXPECT_THAT(again.submitted(1), ElementsAre("x"));
}

TEST_F(JournalsTest, WhatIsTooLargeToAdoptIsDroppedAndAccountedFor) {
  open(2);
  {
    Opened other(*journals, 1);
    other.offer(std::string(200'000, 'x'));
    other.offer("y");
  }
  open(1, 1 << 16);
  testing::internal::CaptureStderr();
  Opened own(*journals, 0);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("reason=too_large count=1"));
  EXPECT_THAT(own.submitted(1), ElementsAre("y"));
  const auto& probe = own.outbox_probe;
  EXPECT_EQ(probe.dropped[std::size_t(relay::DropReason::too_large)].value(), 1U);
  EXPECT_EQ(probe.offered.value() + probe.recovered.value(), 2U) << "one is held, one is dropped";
}

TEST_F(JournalsTest, WhatANewerProgramWroteIsLeftAndAFreshFolderIsBegun) {
  const auto written = path() / "floor" / "0" / journal::segment_name(1);
  std::filesystem::create_directories(written.parent_path());
  std::ofstream(written) << newer_segment();
  open(1);
  { Opened(*journals, 0).offer("x"); }
  std::ifstream file(written);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), newer_segment());
  open(1);
  { EXPECT_THAT(Opened(*journals, 0).submitted(1), ElementsAre("x")); }

  std::filesystem::remove(written);  // as if the newer program had drained it
  open(1);
  Opened again(*journals, 0);
  EXPECT_THAT(again.submitted(1), ElementsAre("x")) << "the older program's folder is adopted";
}

TEST_F(JournalsTest, AFolderIsLockedUntilTheProcessEnds) {
  open(1);
  try {
    const Journals second(config::Journal{.path = path().string()}, 1, log);
    FAIL() << "two have it";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr(path().string() + ": another process uses it"));
  }
}

}  // namespace
}  // namespace sluice::app
