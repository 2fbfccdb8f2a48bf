#include "gateway/net/way_to_file.hpp"

#include <deque>

namespace sluice::net {
namespace {

namespace fs = std::filesystem;

/// As the kernel's; links in a circle would never end.
constexpr int links_max = 40;

fs::path root_of(const fs::path& path, const fs::path& otherwise) {
  return path.is_absolute() ? fs::path{"/"} : otherwise;
}

}  // namespace

std::vector<FolderEntry> way_to_file(const std::string& path,
                                     const std::function<PathKind(const fs::path&)>& look) {
  std::vector<FolderEntry> way;
  const fs::path whole{path};
  const fs::path relative = whole.relative_path();
  std::deque<fs::path> left(relative.begin(), relative.end());
  fs::path folder = root_of(whole, ".");
  for (int links = 0; !left.empty() && links <= links_max;) {
    const fs::path name = left.front();
    left.pop_front();
    if (name.empty() || name == ".") continue;
    const auto [exists, link] = look(folder / name);
    if (!exists || !link.empty() || left.empty()) way.push_back({folder, name});
    if (!exists) break;
    if (link.empty()) {
      folder /= name;
      continue;
    }
    ++links;
    folder = root_of(link, folder);
    const fs::path target = fs::path{link}.relative_path();
    left.insert(left.begin(), target.begin(), target.end());
  }
  return way;
}

}  // namespace sluice::net
