#include "gateway/app/journal_report.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <nlohmann/json.hpp>

namespace sluice::app {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

constexpr WallTime some_time{std::chrono::milliseconds{1'700'000'000'123}};

ReadJournal full_journal() {
  ReadJournal read{.folder = "floor/0", .recovery = {}};
  auto& recovery = read.recovery;
  recovery.segments.push_back({.header = {.number = 1}, .capacity = 4096});
  recovery.segments.push_back({.header = {.number = 2}, .capacity = 4096});
  recovery.records = 20;
  recovery.bytes = 1'000;
  recovery.checkpoint.next_sequence = 31;
  for (const auto range : std::vector<journal::Range>{{1, 4}, {6, 6}, {8, 9}, {11, 13}}) {
    recovery.checkpoint.settled.add(range);
  }
  read.oldest = {.sequence = 5, .received_at = some_time};
  read.newest = {.sequence = 30};
  return read;
}

ReadJournal newer_journal() {
  ReadJournal read{.folder = "floor/1", .recovery = {}};
  read.recovery.newer_format = true;
  read.recovery.newest_format = 9;
  read.recovery.newest_file = "checkpoint";
  return read;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines{""};
  for (const char letter : text) {
    if (letter == '\n') {
      lines.emplace_back();
    } else if (letter != ' ' || (!lines.back().empty() && lines.back().back() != ' ')) {
      lines.back() += letter;
    }
  }
  return lines;
}

TEST(JournalReportTest, TheTableHasALineForEachJournal) {
  EXPECT_THAT(
      lines_of(
          journal_table({full_journal(), newer_journal(), {.folder = "hall/0", .recovery = {}}})),
      ElementsAre(
          "JOURNAL FORMAT SEGMENTS DISK BYTES RECORDS BYTES OLDEST NEWEST NEXT SETTLED",
          "floor/0 1 2 8192 20 1000 5 2023-11-14T22:13:20.123Z 30 - 31 1-4 6 8-9 and 1 ranges more",
          "floor/1 9 (newer) - - - - - - - -", "hall/0 1 0 0 0 0 - - 1 -", ""));
}

TEST(JournalReportTest, JsonHasAllRanges) {
  using Json = nlohmann::json;
  EXPECT_EQ(Json::parse(journal_json({full_journal(), newer_journal()})), Json::parse(R"([
      {"journal":"floor/0","format":1,"readable":true,"segments":2,"disk_bytes":8192,"records":20,
       "bytes":1000,"oldest":{"sequence":5,"time":"2023-11-14T22:13:20.123Z"},
       "newest":{"sequence":30},"next_sequence":31,"settled":[[1,4],[6,6],[8,9],[11,13]],"lost":0},
      {"journal":"floor/1","format":9,"readable":false}])"));
  EXPECT_EQ(journal_json({}), "[]\n");
}

TEST(JournalReportTest, ANewerFormatNamesTheFileAndBothFormats) {
  EXPECT_THAT(newer_format_text(newer_journal().recovery),
              AllOf(HasSubstr("checkpoint: "), HasSubstr("format 9"), EndsWith("up to 1")));
}

TEST(JournalReportTest, AJournalIsSoundThoughOtherFilesAreThere) {
  auto recovery = full_journal().recovery;
  recovery.foreign = {"notes"};
  recovery.checkpoint_damaged = true;
  recovery.unreadable = {3};  // blank: it was never begun
  const auto found = soundness_of(recovery);
  EXPECT_TRUE(found.is_sound);
  EXPECT_THAT(found.lines, ElementsAre(HasSubstr("notes: not a file of the journal"),
                                       HasSubstr("checkpoint: damaged; no record is lost")));
  EXPECT_EQ(found.summary, "sound; 20 unsettled records in 2 segments");
}

TEST(JournalReportTest, EachLossIsALineWithItsFile) {
  auto recovery = full_journal().recovery;
  recovery.losses = {{0, {{14, 14}}}, {2, {{15, 17}, {19, 19}}}};
  recovery.damaged = recovery.unreadable = {3};
  const auto found = soundness_of(recovery);
  EXPECT_FALSE(found.is_sound);
  EXPECT_THAT(found.lines,
              ElementsAre("a segment that is not known: 1 records lost: 14",
                          "0000000000000002.segment: 4 records lost: 15-17 19",
                          HasSubstr("0000000000000003.segment: its header cannot be read")));
  EXPECT_EQ(found.summary, "damaged; 20 unsettled records in 2 segments");
  recovery.losses.clear();
  EXPECT_FALSE(soundness_of(recovery).is_sound) << "its records are not known";
}

}  // namespace
}  // namespace sluice::app
