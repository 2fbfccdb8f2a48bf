#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "gateway/core/descriptor.hpp"
#include "gateway/core/error.hpp"
#include "gateway/core/loop.hpp"
#include "gateway/net/way_to_file.hpp"

namespace sluice::net {

/// Tells when files change: by being written to, by another in their place, or by a link on the way
/// to them. Watches folders by inotify(7), since a file that is replaced has gone unseen. Lives on
/// the loop's thread. Changes that another machine makes on a network file system are not seen.
class EntryWatch {
 public:
  /// `changed` is called once for all that is known by then, and often without a new content.
  EntryWatch(Loop& loop, std::function<void()> changed);
  EntryWatch(const EntryWatch&) = delete;
  EntryWatch& operator=(const EntryWatch&) = delete;

  /// Watches these files, in place of those before; to be repeated after a change, as the way to
  /// them may be another. Returns why some cannot be watched.
  [[nodiscard]] std::vector<Error> follow(const std::vector<std::string>& files);

 private:
  using Names = std::map<int, std::set<std::string>>;  ///< by inotify's number of their folder

  [[nodiscard]] Names watch(const std::set<FolderEntry>& entries, std::vector<Error>& errors) const;
  void read();

  std::function<void()> changed_;
  Descriptor inotify_;
  Error error_;  ///< why there is no inotify
  Names names_;
  Loop::Handle readable_;
};

}  // namespace sluice::net
