#include "gateway/net/entry_watch.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <string>
#include <utility>

#include "tests/support/manual_loop.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sluice::net {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;

/// The real inotify(7), which has queued an event when the call that causes it returns.
struct EntryWatchTest : testing::Test {
  void follow(const std::string& name) {
    EXPECT_THAT(watch.follow({(folder.path() / name).string()}), IsEmpty());
  }
  /// How often it told of a change since the last call.
  [[nodiscard]] int told() {
    loop.make_all_readable();
    return std::exchange(changes, 0);
  }

  test::TemporaryFolder folder;
  test::ManualLoop loop;
  int changes = 0;
  EntryWatch watch{loop, [this] { ++changes; }};
};

TEST_F(EntryWatchTest, TellsOnceOfAllThatHappenedToAFile) {
  folder.write("a", "1");
  follow("a");
  EXPECT_EQ(told(), 0);
  folder.write("a", "2");
  folder.write("a", "3");
  EXPECT_EQ(told(), 1);
  EXPECT_EQ(told(), 0);
}

TEST_F(EntryWatchTest, TellsOfAFileThatIsReplacedRemovedOrMade) {
  folder.write("a", "1");
  follow("a");
  fs::rename(folder.write("b", "2"), folder.path() / "a");
  EXPECT_EQ(told(), 1);
  fs::remove(folder.path() / "a");
  EXPECT_EQ(told(), 1);
  folder.write("a", "3");
  EXPECT_EQ(told(), 1);
}

TEST_F(EntryWatchTest, IsSilentAboutOtherFilesOfTheFolder) {
  folder.write("a", "1");
  follow("a");
  folder.write("b", "1");
  EXPECT_EQ(told(), 0);
}

TEST_F(EntryWatchTest, ForgetsWhatItFollowedBefore) {
  fs::create_directory(folder.path() / "sub");
  follow("sub/a");
  follow("b");
  folder.write("sub/a", "1");
  EXPECT_EQ(told(), 0);
  folder.write("b", "1");
  EXPECT_EQ(told(), 1);
}

TEST_F(EntryWatchTest, TellsOfAFolderThatGoesAndOfOneThatComes) {
  fs::create_directory(folder.path() / "sub");
  folder.write("sub/a", "1");
  follow("sub/a");
  fs::remove_all(folder.path() / "sub");
  EXPECT_EQ(told(), 1);
  follow("sub/a");
  fs::create_directory(folder.path() / "sub");
  EXPECT_EQ(told(), 1);
  follow("sub/a");
  folder.write("sub/a", "2");
  EXPECT_EQ(told(), 1);
}

TEST_F(EntryWatchTest, SaysWhichFolderItCannotWatch) {
  const auto file = folder.write("plain", "1").string();
  const auto errors = watch.follow({file + "/a/b"});
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].message, file + ": Not a directory");
}

}  // namespace
}  // namespace sluice::net
