#include <gmock/gmock.h>

#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "gateway/journal/local_disk.hpp"
#include "gateway/journal/spares.hpp"
#include "gateway/journal/store.hpp"
#include "gateway/relay/record_frame.hpp"
#include "tests/support/event_stream.hpp"
#include "tests/support/gateway_process.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/stage_fixture.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sluice::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr std::uint64_t small_segment = 16 * 1024;
constexpr WallTime first_time{std::chrono::seconds{1'700'000'000}};

std::string frame_of(std::uint64_t sequence, std::string_view payload) {
  const relay::Shape shape{3, 0, static_cast<std::uint32_t>(payload.size()), 0};
  std::string frame(relay::frame_head_bytes, '\0');
  relay::write_frame_head(frame.data(), shape,
                          {.received_at = first_time + std::chrono::seconds{sequence}});
  relay::set_frame_sequence(frame.data(), sequence);
  return frame.append("out").append(payload);
}

/// The contents and the times of all files below.
std::map<std::string, std::pair<std::string, fs::file_time_type>> files_of(const fs::path& root) {
  std::map<std::string, std::pair<std::string, fs::file_time_type>> files;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    auto& [bytes, time] = files[entry.path().string()];
    time = entry.last_write_time();
    std::ifstream file(entry.path(), std::ios::binary);
    if (entry.is_regular_file()) bytes.assign(std::istreambuf_iterator<char>(file), {});
  }
  return files;
}

/// A folder as a gateway leaves it: a journal of 30 records of 1 KB in three segments, of which 1
/// to 4 are settled.
struct JournalCommandTest : testing::Test {
  void SetUp() override {
    SLUICE_REQUIRE_PART(GatewayProcess);
    write(root / "floor" / "0");
  }
  static void write(const fs::path& folder) {
    fs::create_directories(folder.parent_path());
    const auto root = folder.parent_path().parent_path();
    const auto disk = journal::open_local_disk(root.string()).value();
    EXPECT_TRUE(disk->lock(".lock"));
    const auto name = fs::relative(folder, root).string();
    EXPECT_FALSE(disk->make_folder(name));
    journal::Spares spares(*disk, small_segment, 2);
    EXPECT_FALSE(spares.open());
    std::uint64_t salt = 0;
    journal::Store store(*disk, spares, name, journal::recover(*disk, name).value(),
                         [&salt] { return ++salt; });
    EXPECT_FALSE(store.begin());
    for (std::uint64_t sequence = 1; sequence <= 30; ++sequence) {
      std::string frame = frame_of(sequence, std::string(949, 'x'));
      const std::span<char> run{frame};
      EXPECT_FALSE(store.append({&run, 1}));
    }
    store.settle({1, 4});
    EXPECT_FALSE(store.checkpoint());
  }
  /// The commands that change nothing are watched as they do it.
  GatewayProcess::Verdict execute(const std::string& command, const fs::path& folder,
                                  const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"journal", command, folder.string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto before = files_of(temporary.path());
    auto verdict = GatewayProcess::execute(arguments);
    EXPECT_TRUE(command == "drop" || before == files_of(temporary.path())) << "changed";
    return verdict;
  }
  void damage(const std::string& file, std::size_t offset) const {
    std::fstream stream(root / "floor" / "0" / file, std::ios::in | std::ios::out);
    stream.seekp(static_cast<std::streamoff>(offset));
    stream << "damage";
  }
  /// As a newer program would write the header.
  void make_newer(const std::string& file) const {
    std::fstream stream(root / "floor" / "0" / file, std::ios::in | std::ios::out);
    std::string head(journal::segment_head_bytes, '\0');
    stream.read(head.data(), static_cast<std::streamsize>(head.size()));
    for (const std::size_t copy : {std::size_t{0}, journal::segment_head_bytes / 2}) {
      char* const at = head.data() + copy;
      journal::Stamp stamp{};
      std::memcpy(&stamp, at, sizeof(stamp));
      stamp.version = journal::format_version + 1;
      std::memcpy(at, &stamp, sizeof(stamp));
      stamp.checksum = journal::stamp_checksum(at, stamp.bytes);
      std::memcpy(at, &stamp, sizeof(stamp));
    }
    stream.seekp(0);
    stream << head;
  }
  [[nodiscard]] std::string place(const std::string& file = "") const {
    return (root / "floor" / "0").string() + (file.empty() ? "" : '/' + file);
  }
  /// The sequences that `export` prints.
  [[nodiscard]] std::vector<int> exported() const {
    std::vector<int> sequences;
    for (const auto& line : execute("export", root).lines) {
      if (line.starts_with('{')) sequences.push_back(json::parse(line)["sequence"]);
    }
    return sequences;
  }

  const std::string second = journal::segment_name(2);
  TemporaryFolder temporary;
  fs::path root = fs::canonical(temporary.path()) / "journal";
};

TEST_F(JournalCommandTest, InspectShowsWhatIsThereOfAllOrOfOne) {
  write(root / "hall" / "3");
  const auto all = execute("inspect", root);
  EXPECT_EQ(all.exit_code, 0);
  EXPECT_THAT(all.lines,
              ElementsAre(StartsWith("JOURNAL"), StartsWith("floor/0 "), StartsWith("hall/3 ")));
  EXPECT_THAT(execute("inspect", root / "hall").lines,
              ElementsAre(StartsWith("JOURNAL"), StartsWith("hall/3 ")));
  const auto one = execute("inspect", root / "floor" / "0", {"--json"});
  EXPECT_EQ(one.exit_code, 0);
  ASSERT_EQ(one.lines.size(), 1U);
  EXPECT_EQ(json::parse(one.lines[0]), json::parse(R"([{"journal":"floor/0","format":1,
      "readable":true,"segments":3,"disk_bytes":49152,"records":26,"bytes":26000,
      "oldest":{"sequence":5,"time":"2023-11-14T22:13:25.000Z"},
      "newest":{"sequence":30,"time":"2023-11-14T22:13:50.000Z"},
      "next_sequence":31,"settled":[[1,4]],"lost":0}])"));
}

TEST_F(JournalCommandTest, VerifyFindsASoundJournalSound) {
  const auto verdict = execute("verify", root);
  EXPECT_EQ(verdict.exit_code, 0);
  EXPECT_THAT(verdict.lines, ElementsAre(place() + ": sound; 26 unsettled records in 3 segments"));
}

TEST_F(JournalCommandTest, VerifyNamesExactlyWhatIsLost) {
  damage(second, journal::segment_head_bytes + 500);
  damage(second, journal::segment_head_bytes + 3'500);
  for (int time = 0; time < 2; ++time) {
    const auto verdict = execute("verify", root / "floor");
    EXPECT_EQ(verdict.exit_code, 1) << "it is not taken note of: the gateway reports it as well";
    EXPECT_THAT(verdict.lines,
                ElementsAre(place(second) + ": 2 records lost: 13 16",
                            place() + ": damaged; 24 unsettled records in 3 segments"));
  }
}

TEST_F(JournalCommandTest, VerifySeesASegmentWithoutAHeaderAndFilesOfOthers) {
  damage(second, 0);
  damage(second, journal::segment_head_bytes / 2);
  std::ofstream(root / "floor" / "0" / "notes.txt") << "somebody else's";
  const auto verdict = execute("verify", root);
  EXPECT_EQ(verdict.exit_code, 1);
  EXPECT_THAT(verdict.lines,
              ElementsAre(place(second) + ": 12 records lost: 13-24",
                          StartsWith(place(second) + ": its header cannot be read"),
                          place("notes.txt") + ": not a file of the journal, and not read",
                          place() + ": damaged; 14 unsettled records in 2 segments"));
}

TEST_F(JournalCommandTest, ExportPrintsTheUnsettledRecordsInOrder) {
  const auto verdict = execute("export", root);
  EXPECT_EQ(verdict.exit_code, 0);
  ASSERT_EQ(verdict.lines.size(), 26U);
  const auto line = json::parse(verdict.lines[0]);
  EXPECT_EQ(line["journal"], "floor/0");
  EXPECT_EQ(line["sequence"], 5);
  EXPECT_EQ(line["topic"], "out");
  EXPECT_EQ(line["payload"], std::string(949, 'x'));
  EXPECT_EQ(json::parse(verdict.lines[25])["sequence"], 30);
}

TEST_F(JournalCommandTest, ExportLeavesOutWhatIsLostAndSaysSo) {
  damage(second, journal::segment_head_bytes + 500);
  const auto verdict = execute("export", root);
  EXPECT_EQ(verdict.exit_code, 1);
  EXPECT_EQ(verdict.lines.size(), 26U);
  EXPECT_THAT(verdict.lines, Contains(place(second) + ": 1 records lost: 13"));
}

TEST_F(JournalCommandTest, DropGivesUpWhatIsBeforeASequence) {
  const auto verdict = execute("drop", root / "floor", {"--before", "21"});
  EXPECT_EQ(verdict.exit_code, 0);
  EXPECT_THAT(verdict.lines, ElementsAre(place() + ": 16 records given up"));
  EXPECT_THAT(exported(), ElementsAre(21, 22, 23, 24, 25, 26, 27, 28, 29, 30));
  EXPECT_FALSE(fs::exists(place(journal::segment_name(1)))) << "its room is free";
  const auto rest = execute("drop", root, {"--before", "31"});
  EXPECT_THAT(rest.lines, ElementsAre(place() + ": 10 records given up"));
  EXPECT_THAT(exported(), IsEmpty());
  EXPECT_EQ(execute("verify", root).exit_code, 0);
}

TEST_F(JournalCommandTest, DropSaysWhatWasLostBeforeItTakesNoteOfIt) {
  damage(second, journal::segment_head_bytes + 500);
  const auto verdict = execute("drop", root, {"--before", "6"});
  EXPECT_EQ(verdict.exit_code, 0);
  EXPECT_THAT(verdict.lines, testing::UnorderedElementsAre(place(second) + ": 1 records lost: 13",
                                                           place() + ": 1 records given up"));
}

TEST_F(JournalCommandTest, DropRefusesWhatItCannotMean) {
  write(root / "hall" / "3");
  const auto before = files_of(root);
  const auto refusal = [&](const fs::path& folder, const std::string& sequence) {
    const auto verdict = execute("drop", folder, {"--before", sequence});
    EXPECT_EQ(verdict.exit_code, 2);
    EXPECT_EQ(verdict.lines.size(), 1U);
    return verdict.lines.empty() ? "" : verdict.lines.back();
  };
  EXPECT_EQ(refusal(root, "5"), "sluice: " + root.string() + ": name one journal: floor/0, hall/3");
  EXPECT_EQ(refusal(root / "floor", "32"),
            "sluice: " + place() + ": 32 is not from 1 to 31, the sequence of its next record");
  EXPECT_THAT(refusal(root / "floor", "0"), HasSubstr(place() + ": 0 is not from 1"));
  EXPECT_EQ(execute("drop", root / "floor").exit_code, 2) << "without a sequence";
  EXPECT_EQ(execute("drop", root / "floor", {"--before", "-3"}).exit_code, 2);
  fs::copy(place(), temporary.path() / "copy");
  EXPECT_THAT(refusal(temporary.path() / "copy", "5"), HasSubstr("copy: a copy"));
  EXPECT_EQ(execute("verify", temporary.path() / "copy").exit_code, 0) << "it can be read";
  EXPECT_EQ(before, files_of(root));
}

TEST_F(JournalCommandTest, DropIsRefusedWhileAnotherProcessHasTheFolder) {
  const auto disk = journal::open_local_disk(root.string()).value();
  const auto lock = disk->lock(".lock").value();
  const auto before = files_of(root);
  const auto verdict = execute("drop", root, {"--before", "5"});
  EXPECT_EQ(verdict.exit_code, 2);
  EXPECT_THAT(verdict.lines, ElementsAre("sluice: " + root.string() +
                                         ": another process uses it: stop the gateway first"));
  EXPECT_EQ(before, files_of(root));
  EXPECT_EQ(execute("verify", root).exit_code, 0) << "reading needs no lock";
}

TEST_F(JournalCommandTest, AJournalOfANewerVersionIsNamedAndLeftAlone) {
  make_newer(second);
  const auto inspected = execute("inspect", root);
  EXPECT_EQ(inspected.exit_code, 0);
  EXPECT_THAT(inspected.lines, Contains(HasSubstr("2 (newer)")));
  const std::string reason = place(second) + ": written by a newer version, in format 2";
  for (const std::string command : {"verify", "export"}) {
    const auto verdict = execute(command, root);
    EXPECT_EQ(verdict.exit_code, 2) << command;
    EXPECT_THAT(verdict.lines, ElementsAre(StartsWith(reason))) << command;
  }
  const auto before = files_of(root);
  const auto dropped = execute("drop", root, {"--before", "5"});
  EXPECT_EQ(dropped.exit_code, 2);
  EXPECT_THAT(dropped.lines, ElementsAre(AllOf(HasSubstr(place()), HasSubstr("format 2"))));
  EXPECT_EQ(before, files_of(root));
}

TEST_F(JournalCommandTest, WhatIsNoJournalIsNamed) {
  const auto file = temporary.write("file", "text");
  const auto other = temporary.path() / "other";
  fs::create_directory(other);
  const std::pair<fs::path, std::string> cases[] = {
      {temporary.path() / "missing", ": No such file or directory"},
      {file, ": Not a directory"},
      {other, ": no journal"},
      {root / ".spare", ": no journal"},
  };
  for (const auto& [folder, why] : cases) {
    for (const std::string command : {"inspect", "verify", "export", "drop"}) {
      const auto verdict = execute(command, folder,
                                   command == "drop" ? std::vector<std::string>{"--before", "1"}
                                                     : std::vector<std::string>{});
      EXPECT_EQ(verdict.exit_code, 2) << command;
      EXPECT_THAT(verdict.lines, ElementsAre(StartsWith("sluice: " + folder.string() + why)))
          << command;
    }
  }
  EXPECT_EQ(GatewayProcess::execute({"journal"}).exit_code, 2);
  EXPECT_EQ(GatewayProcess::execute({"journal", "walk", root.string()}).exit_code, 2);
  EXPECT_EQ(GatewayProcess::execute({"journal", "inspect"}).exit_code, 2);
}

TEST_F(JournalCommandTest, AFolderWithoutRecordsIsSoundAndEmpty) {
  fs::remove_all(root / "floor" / "0");
  fs::create_directory(root / "floor" / "0");
  EXPECT_THAT(execute("inspect", root).lines, Contains(StartsWith("floor/0 ")));
  EXPECT_EQ(execute("verify", root / "floor" / "0").exit_code, 0);
  EXPECT_THAT(execute("export", root).lines, IsEmpty());
  fs::remove_all(root / "floor");
  EXPECT_THAT(execute("inspect", root, {"--json"}).lines, ElementsAre("[]"));
  EXPECT_EQ(execute("verify", root).exit_code, 0);
}

/// Beside a gateway that is running.
struct JournalCommandLiveTest : StageFixture {
  void SetUp() override {
    StageFixture::SetUp();
    if (IsSkipped()) return;
    stage.key("shards: 1");
    stage.key("journal: {path: \"" + root.string() + "\", segment_bytes: 1MiB}");
    stage.key("drain_timeout: 1s");
    stage.connection("shop").channels("left, right");
    stage.mqtt("floor").with("qos: 1, window: 50");
    stage.route("floor", "out/{channel}/{event}");
    stage.ready("{sinks: none}");
  }

  TemporaryFolder temporary;
  fs::path root = temporary.path() / "journal";
};

TEST_F(JournalCommandLiveTest, ReadingIsSoundBesideAGatewayAndDroppingIsRefused) {
  const std::vector<std::string> channels{"left", "right"};
  GatewayProcess& gateway = stage.start();
  const auto execute = [&](const std::string& command, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"journal", command, root.string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return GatewayProcess::execute(arguments);
  };
  {
    const EventStream stream{stage.server(), channels};
    for (int time = 1; time <= 10; ++time) {
      gateway.wait_metric("sluice_records_total", {{"outcome", "delivered"}}, time * 50.0);
      for (const std::string command : {"inspect", "verify", "export"}) {
        const auto verdict = execute(command);
        EXPECT_EQ(verdict.exit_code, 0) << command << ": " << testing::PrintToString(verdict.lines);
      }
    }
    stage.broker().kill();
    const double received = gateway.metric("sluice_events_received_total").value_or(0);
    gateway.wait_metric("sluice_events_received_total", {}, received + 200);
  }
  EXPECT_EQ(execute("verify").exit_code, 0);
  EXPECT_EQ(execute("drop", {"--before", "1"}).exit_code, 2);
  EXPECT_EQ(gateway.terminate(), 0);

  const auto exported = execute("export");
  EXPECT_EQ(exported.exit_code, 0);
  std::set<std::uint64_t> sequences;
  for (const auto& line : exported.lines) {
    const auto record = json::parse(line);
    sequences.insert(record["sequence"].get<std::uint64_t>());
    EXPECT_THAT(record["topic"].get<std::string>(), StartsWith("out/"));
  }
  EXPECT_GE(sequences.size(), 200U);
  GatewayProcess& again = stage.start();
  EXPECT_EQ(again.metric("sluice_journal_recovered_total"), double(sequences.size()))
      << "what is exported is what the next start sends";
  again.process().signal(SIGKILL);
  again.process().wait_exit();
}

}  // namespace
}  // namespace sluice::test
