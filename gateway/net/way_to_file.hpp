#pragma once

#include <compare>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace sluice::net {

/// A name in a folder.
struct FolderEntry {
  std::string folder;
  std::string name;
  auto operator<=>(const FolderEntry&) const = default;
};

/// What a path leads to, by its last name alone.
struct PathKind {
  bool exists = false;
  std::string link;  ///< where it leads, if it is a symbolic link
};

/// The entries by whose change a path leads to another file or content: each symbolic link on the
/// way, and the file itself; the first that does not exist ends the way. Kubernetes replaces the
/// files of a volume by such a link, `..data`. Pure.
[[nodiscard]] std::vector<FolderEntry> way_to_file(
    const std::string& path, const std::function<PathKind(const std::filesystem::path&)>& look);

}  // namespace sluice::net
