#include "gateway/net/way_to_file.hpp"

#include <gmock/gmock.h>

#include <map>

namespace sluice::net {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// A tree of folders, files ("") and symbolic links (where they lead).
struct WayToFileTest : testing::Test {
  [[nodiscard]] std::vector<std::string> way(const std::string& path) const {
    std::vector<std::string> texts;
    for (const auto& [folder, name] : way_to_file(path, [this](const auto& at) {
           const auto found = tree.find(at.string());
           return found == tree.end() ? PathKind{} : PathKind{true, found->second};
         })) {
      texts.push_back(folder + " " + name);
    }
    return texts;
  }

  std::map<std::string, std::string> tree{{"/etc", ""},
                                          {"/etc/sluice", ""},
                                          {"/etc/sluice/..data", "..2026_1"},
                                          {"/etc/sluice/..2026_1", ""},
                                          {"/etc/sluice/..2026_1/sluice.yaml", ""},
                                          {"/etc/sluice/sluice.yaml", "..data/sluice.yaml"},
                                          {"/etc/sluice/plain.yaml", ""}};
};

TEST_F(WayToFileTest, OfAPlainFileIsItsNameAlone) {
  EXPECT_THAT(way("/etc/sluice/plain.yaml"), ElementsAre("/etc/sluice plain.yaml"));
  EXPECT_THAT(way("/etc//./sluice/plain.yaml"), ElementsAre("/etc/sluice plain.yaml"));
}

TEST_F(WayToFileTest, GoesThroughTheLinksOfAVolume) {
  EXPECT_THAT(way("/etc/sluice/sluice.yaml"),
              ElementsAre("/etc/sluice sluice.yaml", "/etc/sluice ..data",
                          "/etc/sluice/..2026_1 sluice.yaml"));
}

TEST_F(WayToFileTest, FollowsALinkToAFolderElsewhere) {
  tree["/srv"] = "";
  tree["/srv/current"] = "/etc/sluice";
  EXPECT_THAT(way("/srv/current/plain.yaml"),
              ElementsAre("/srv current", "/etc/sluice plain.yaml"));
  tree["/srv/above"] = "../etc/sluice";
  tree["/srv/.."] = "";
  tree["/srv/../etc"] = "";
  tree["/srv/../etc/sluice"] = "";
  tree["/srv/../etc/sluice/plain.yaml"] = "";
  EXPECT_THAT(way("/srv/above/plain.yaml"),
              ElementsAre("/srv above", "/srv/../etc/sluice plain.yaml"));
}

TEST_F(WayToFileTest, EndsAtWhatIsNotThereYet) {
  EXPECT_THAT(way("/etc/sluice/none.yaml"), ElementsAre("/etc/sluice none.yaml"));
  EXPECT_THAT(way("/etc/none/sluice.yaml"), ElementsAre("/etc none"));
  tree.erase("/etc/sluice/..2026_1");
  EXPECT_THAT(way("/etc/sluice/sluice.yaml"),
              ElementsAre("/etc/sluice sluice.yaml", "/etc/sluice ..data", "/etc/sluice ..2026_1"));
}

TEST_F(WayToFileTest, OfARelativePathBeginsHere) {
  tree["./conf"] = "";
  tree["./conf/a.yaml"] = "";
  EXPECT_THAT(way("conf/a.yaml"), ElementsAre("./conf a.yaml"));
  EXPECT_THAT(way("none.yaml"), ElementsAre(". none.yaml"));
  EXPECT_THAT(way(""), IsEmpty());
}

TEST_F(WayToFileTest, EndsWhereLinksGoInACircle) {
  tree["/etc/a"] = "b";
  tree["/etc/b"] = "a";
  EXPECT_THAT(way("/etc/a"), SizeIs(41));
}

}  // namespace
}  // namespace sluice::net
