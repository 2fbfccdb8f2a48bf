#include "gateway/journal/local_disk.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <string>

#include "tests/support/temporary_folder.hpp"

namespace sluice::journal {
namespace {

using testing::HasSubstr;
using testing::UnorderedElementsAre;

struct LocalDiskTest : testing::Test {
  LocalDiskTest() : disk(open_local_disk(root.string()).value()) {}

  [[nodiscard]] unsigned mode(const std::string& path) const {
    struct stat status {};
    EXPECT_EQ(::lstat((root / path).c_str(), &status), 0);
    return status.st_mode & 0777U;
  }

  test::TemporaryFolder temporary;
  std::filesystem::path root = temporary.path() / "journal";
  std::unique_ptr<Disk> disk;
};

TEST_F(LocalDiskTest, KeepsFilesAndFoldersToItsUser) {
  EXPECT_FALSE(disk->make_folder("sink"));
  EXPECT_FALSE(disk->make_folder("sink")) << "it is there";
  const auto file = disk->create("sink/one");
  ASSERT_TRUE(file);
  EXPECT_EQ(mode(""), 0700U);
  EXPECT_EQ(mode("sink"), 0700U);
  EXPECT_EQ(mode("sink/one"), 0600U);
}

TEST_F(LocalDiskTest, ReadsWhatWasWritten) {
  auto file = disk->create("one").value();
  EXPECT_FALSE(file->allocate(100));
  std::string first = "abc";
  std::string second = "defg";
  const std::array<iovec, 2> pieces{iovec{first.data(), 3}, iovec{second.data(), 4}};
  EXPECT_FALSE(file->write(pieces, 10));
  EXPECT_FALSE(file->sync());
  EXPECT_EQ(file->size().value(), 100U);
  std::string read(200, '?');
  EXPECT_EQ(disk->open("one").value()->read(read, 10).value(), 90U);
  EXPECT_THAT(read, testing::StartsWith(std::string("abcdefg\0\0", 9)));
}

TEST_F(LocalDiskTest, WritesMorePiecesThanTheSystemTakesAtOnce) {
  std::string byte = "x";
  const std::vector<iovec> pieces(3000, iovec{byte.data(), 1});
  auto file = disk->create("one").value();
  EXPECT_FALSE(file->write(pieces, 0));
  EXPECT_EQ(file->size().value(), 3000U);
}

TEST_F(LocalDiskTest, RenamesAndRemoves) {
  EXPECT_FALSE(disk->make_folder("a"));
  EXPECT_FALSE(disk->make_folder("b"));
  ASSERT_TRUE(disk->create("a/one"));
  ASSERT_TRUE(disk->create("a/two"));
  EXPECT_FALSE(disk->rename("a/one", "b/three"));
  EXPECT_FALSE(disk->remove("a/two"));
  EXPECT_FALSE(disk->sync_folder("b"));
  EXPECT_THAT(disk->list("a").value(), UnorderedElementsAre());
  EXPECT_THAT(disk->list("b").value(), UnorderedElementsAre("three"));
  EXPECT_TRUE(disk->remove("a/two"));
}

TEST_F(LocalDiskTest, FollowsNoLink) {
  std::filesystem::create_symlink(temporary.path(), root / "folder");
  std::filesystem::create_symlink(temporary.write("outside", "x"), root / "file");
  EXPECT_FALSE(disk->open("file"));
  EXPECT_FALSE(disk->create("file"));
  EXPECT_FALSE(disk->create("folder/one"));
  EXPECT_TRUE(disk->make_folder("folder"));
}

TEST_F(LocalDiskTest, LetsOneHoldALock) {
  auto lock = disk->lock("lock");
  ASSERT_TRUE(lock);
  const auto other = open_local_disk(root.string()).value();
  EXPECT_FALSE(other->lock("lock"));
  lock->reset();
  EXPECT_TRUE(other->lock("lock"));
}

TEST_F(LocalDiskTest, NamesTheRootThatCannotBeHad) {
  const auto none = open_local_disk((root / "missing" / "journal").string());
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().message, HasSubstr("missing/journal: No such file"));
}

TEST(FolderNameTest, LeavesNothingThatAPathCouldMean) {
  EXPECT_EQ(folder_name("events-2_B").value(), "events-2_B");
  EXPECT_EQ(folder_name("../a b").value(), "%2E%2E%2Fa%20b");
  EXPECT_EQ(folder_name(std::string("\0%", 2)).value(), "%00%25");
  EXPECT_FALSE(folder_name(""));
  EXPECT_FALSE(folder_name(std::string(100, '/')));
}

TEST_F(LocalDiskTest, ADiskToReadChangesNothing) {
  EXPECT_FALSE(disk->make_folder("sink"));
  ASSERT_FALSE(disk->create("sink/one").value()->write(std::string_view{"abc"}, 0));
  const auto reader = open_local_disk_to_read(root.string()).value();
  std::string read(3, '?');
  EXPECT_EQ(reader->open("sink/one").value()->read(read, 0).value(), 3U);
  EXPECT_EQ(read, "abc");
  EXPECT_THAT(reader->list("sink").value(), UnorderedElementsAre("one"));
  const auto refused =
      boost::system::errc::make_error_condition(boost::system::errc::read_only_file_system);
  EXPECT_EQ(reader->make_folder("other"), refused);
  EXPECT_EQ(reader->create("sink/two").error(), refused);
  EXPECT_EQ(reader->rename("sink/one", "sink/two"), refused);
  EXPECT_EQ(reader->remove("sink/one"), refused);
  EXPECT_EQ(reader->lock(".lock").error(), refused);
  EXPECT_TRUE(reader->open("sink/one").value()->write(std::string_view{"x"}, 0));
  EXPECT_THAT(disk->list("").value(), UnorderedElementsAre("sink"));

  const std::string missing = (root / "missing").string();
  const auto none = open_local_disk_to_read(missing);
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().message, HasSubstr(missing + ": No such file"));
  EXPECT_FALSE(std::filesystem::exists(missing));
}

TEST_F(LocalDiskTest, APipeInPlaceOfAFileDoesNotKeepAReader) {
  ASSERT_EQ(::mkfifo((root / "one").c_str(), 0600), 0);
  const auto reader = open_local_disk_to_read(root.string()).value();
  const auto file = reader->open("one");
  std::string read(3, '?');
  EXPECT_TRUE(!file || !(*file)->read(read, 0));
}

}  // namespace
}  // namespace sluice::journal
