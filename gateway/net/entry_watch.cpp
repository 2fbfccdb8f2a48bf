#include "gateway/net/entry_watch.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

namespace sluice::net {
namespace {

namespace fs = std::filesystem;

/// Not IN_MODIFY: a file that is written to is looked at when its writer closes it.
constexpr std::uint32_t changes = IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM |
                                  IN_DELETE | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF;

/// The way may change while it is looked at; afterwards an event tells of it.
constexpr int looks_max = 4;

Error last_error(std::string_view where) {
  return Error{std::generic_category().message(errno)}.within(where);
}

PathKind look(const fs::path& path) {
  std::error_code error;
  const auto kind = fs::symlink_status(path, error).type();
  if (kind == fs::file_type::symlink) return {true, fs::read_symlink(path, error)};
  return {kind != fs::file_type::not_found, ""};
}

std::set<FolderEntry> entries_of(const std::vector<std::string>& files) {
  std::set<FolderEntry> entries;
  for (const auto& file : files) {
    const auto way = way_to_file(file, look);
    entries.insert(way.begin(), way.end());
  }
  return entries;
}

}  // namespace

EntryWatch::EntryWatch(Loop& loop, std::function<void()> changed)
    : changed_(std::move(changed)), inotify_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  if (!inotify_) {
    error_ = last_error("inotify");
    return;
  }
  readable_ = loop.watch(inotify_.get(), [this] { read(); });
}

std::vector<Error> EntryWatch::follow(const std::vector<std::string>& files) {
  if (!inotify_) return {error_};
  std::vector<Error> errors;
  Names former = std::move(names_);
  names_.clear();
  auto entries = entries_of(files);
  for (int looks = 1;; ++looks) {
    errors.clear();
    former.merge(names_);
    names_ = watch(entries, errors);
    auto now = entries_of(files);
    if (now == entries || looks == looks_max) break;
    entries = std::move(now);
  }
  for (const auto& [folder, unused] : former) {
    if (!names_.contains(folder)) ::inotify_rm_watch(inotify_.get(), folder);
  }
  return errors;
}

EntryWatch::Names EntryWatch::watch(const std::set<FolderEntry>& entries,
                                    std::vector<Error>& errors) const {
  Names names;
  std::set<std::string> refused;
  for (const auto& [folder, name] : entries) {
    const int number = ::inotify_add_watch(inotify_.get(), folder.c_str(), changes | IN_ONLYDIR);
    if (number >= 0) {
      names[number].insert(name);
    } else if (refused.insert(folder).second) {
      errors.push_back(last_error(folder));
    }
  }
  return names;
}

/// Reads all that is there before it tells: the callee follows other folders.
void EntryWatch::read() {
  alignas(inotify_event) std::array<char, 4096> buffer;
  bool is_ours = false;
  for (;;) {
    const auto bytes = ::read(inotify_.get(), buffer.data(), buffer.size());
    if (bytes <= 0) break;
    for (const char* at = buffer.data(); at < buffer.data() + bytes;) {
      const auto& event = *reinterpret_cast<const inotify_event*>(at);
      at += sizeof(inotify_event) + event.len;
      const bool some_are_lost = (event.mask & IN_Q_OVERFLOW) != 0;
      const auto folder = names_.find(event.wd);
      if (folder == names_.end()) {
        is_ours = is_ours || some_are_lost;
        continue;
      }
      // Without a name the folder itself changes, or goes.
      is_ours = is_ours || event.len == 0 || folder->second.contains(event.name);
      if ((event.mask & IN_IGNORED) != 0) names_.erase(folder);
    }
  }
  if (is_ours) changed_();
}

}  // namespace sluice::net
