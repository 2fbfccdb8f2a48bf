#include "gateway/app/journal_folders.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "gateway/journal/segment.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sluice::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(ShardFolderTest, IsAShardAndANumberOfItsFolder) {
  EXPECT_EQ(shard_folder("3"), (ShardFolder{3, 0}));
  EXPECT_EQ(shard_folder("12.2"), (ShardFolder{12, 2}));
  EXPECT_EQ(to_string(ShardFolder{3, 0}), "3");
  EXPECT_EQ(to_string(ShardFolder{12, 2}), "12.2");
  for (const auto* other : {"", "a", "3.", "3.0", "03", "3.x", "3 ", ".3", "-1", "3.1.1"}) {
    EXPECT_FALSE(shard_folder(other)) << other;
  }
}

struct JournalFoldersTest : testing::Test {
  JournalFoldersTest() {
    for (const auto* name : {"floor/0", "floor/1", "floor/10", "floor/2.1", "floor/notes",
                             "my%2Fsink/0", ".spare", "lost+found/0", ".inbox/desk",
                             ".inbox/desk.1", ".inbox/my%2Fdesk", ".inbox/desk.x", ".inbox/.x"}) {
      std::filesystem::create_directories(root / name);
    }
    put(".lock");
    put("readme");
  }
  void put(const std::string& name) const { std::ofstream(root / name) << "x"; }
  [[nodiscard]] std::vector<std::string> found_in(const std::string& folder) const {
    const auto found = find_journals((root / folder).string());
    EXPECT_TRUE(found) << found.error().message;
    if (!found) return {};
    EXPECT_EQ(found->root, root.string());
    EXPECT_TRUE(found->has_lock);
    return found->folders;
  }
  static std::string error_of(const std::filesystem::path& folder) {
    const auto found = find_journals(folder.string());
    return found ? "none" : found.error().message;
  }

  test::TemporaryFolder temporary;
  std::filesystem::path root = std::filesystem::canonical(temporary.path());
};

TEST_F(JournalFoldersTest, TheRootHasThoseOfAllSinks) {
  EXPECT_THAT(found_in(""),
              ElementsAre(".inbox/desk", ".inbox/desk.1", ".inbox/my%2Fdesk", "floor/0", "floor/1",
                          "floor/2.1", "floor/10", "my%2Fsink/0"));
}

TEST_F(JournalFoldersTest, TheFolderOfTheInboxesHasThoseOfAllSources) {
  EXPECT_THAT(found_in(".inbox"), ElementsAre(".inbox/desk", ".inbox/desk.1", ".inbox/my%2Fdesk"));
  EXPECT_THAT(found_in(".inbox/desk.1"), ElementsAre(".inbox/desk.1"));
}

TEST_F(JournalFoldersTest, ASinkHasThoseOfItsShardsAndAJournalIsOne) {
  EXPECT_THAT(found_in("floor"), ElementsAre("floor/0", "floor/1", "floor/2.1", "floor/10"));
  EXPECT_THAT(found_in("floor/2.1"), ElementsAre("floor/2.1"));
  EXPECT_THAT(found_in("floor/../floor/1/"), ElementsAre("floor/1"));
}

TEST_F(JournalFoldersTest, ARootWithoutJournalsIsEmpty) {
  for (const auto* name : {"floor", "my%2Fsink", ".inbox"})
    std::filesystem::remove_all(root / name);
  EXPECT_THAT(found_in(""), IsEmpty());
}

TEST_F(JournalFoldersTest, ACopyOfOneJournalIsFoundWithoutItsRoot) {
  const auto copy = root.parent_path() / (root.filename().string() + "-copy");
  std::filesystem::create_directory(copy);
  EXPECT_THAT(error_of(copy), HasSubstr(copy.string() + ": no journal"));
  std::ofstream(copy / journal::segment_name(1)) << "x";
  const auto found = find_journals(copy.string());
  std::filesystem::remove_all(copy);
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->has_lock);
  EXPECT_EQ(found->root, root.parent_path().string());
  EXPECT_THAT(found->folders, ElementsAre(copy.filename().string()));
}

TEST_F(JournalFoldersTest, TheErrorNamesTheFolder) {
  EXPECT_EQ(error_of(root / "missing"),
            (root / "missing").string() + ": No such file or directory");
  EXPECT_EQ(error_of(root / "readme"), (root / "readme").string() + ": Not a directory");
  for (const auto* name : {"floor/notes", ".spare"}) {
    EXPECT_THAT(error_of(root / name), HasSubstr((root / name).string() + ": no journal")) << name;
  }
}

}  // namespace
}  // namespace sluice::app
