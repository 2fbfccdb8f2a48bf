#include "gateway/app/journal_folders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <memory>
#include <utility>

#include "gateway/journal/checkpoint.hpp"
#include "gateway/journal/local_disk.hpp"
#include "gateway/journal/segment.hpp"

namespace sluice::app {
namespace {

namespace fs = std::filesystem;

/// A journal is two folders below the root.
constexpr std::size_t depth_of_journal = 2;

/// Whether journal::folder_name() may have made it; a volume may have folders of its own.
bool may_be_of_a_sink(const std::string& name) {
  return name.find_first_not_of(
             "%-_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") ==
         std::string::npos;
}

/// `SOURCE` or `SOURCE.1`.
bool may_be_an_inbox(const std::string& name) {
  const std::string source = name.substr(0, name.find('.'));
  if (source.empty() || !may_be_of_a_sink(source)) return false;
  if (source.size() == name.size()) return true;
  const auto attempt = shard_folder("0" + name.substr(source.size()));
  return attempt && attempt->attempt > 0;
}

bool is_of_a_journal(const std::string& name) {
  return name == journal::checkpoint_name || journal::segment_number(name).has_value();
}

/// Its entries; nothing if it is a file.
Result<std::vector<std::string>> entries(journal::Disk& disk, const std::string& root,
                                         const std::string& folder) {
  auto names = disk.list(folder);
  if (names) return std::move(*names);
  if (names.error() == boost::system::errc::not_a_directory) return std::vector<std::string>{};
  return Error{names.error().message()}.within((fs::path(root) / folder).string());
}

/// Adds the inboxes of all sources.
std::optional<Error> add_inboxes(journal::Disk& disk, FoundJournals& found) {
  auto names = entries(disk, found.root, inbox_folder);
  if (!names) return names.error();
  std::ranges::sort(*names);
  for (const auto& name : *names) {
    if (may_be_an_inbox(name)) found.folders.push_back(std::string{inbox_folder} + '/' + name);
  }
  return {};
}

/// Adds the journals of one sink.
std::optional<Error> add_sink(journal::Disk& disk, const std::string& sink, FoundJournals& found) {
  const auto names = entries(disk, found.root, sink);
  if (!names) return names.error();
  std::vector<ShardFolder> shards;
  for (const auto& name : *names) {
    if (const auto shard = shard_folder(name)) shards.push_back(*shard);
  }
  std::ranges::sort(shards);
  for (const auto& shard : shards) found.folders.push_back(sink + '/' + to_string(shard));
  return {};
}

std::optional<Error> add_all(journal::Disk& disk, FoundJournals& found) {
  auto sinks = entries(disk, found.root, "");
  if (!sinks) return sinks.error();
  std::ranges::sort(*sinks);
  if (std::ranges::binary_search(*sinks, inbox_folder)) {
    if (auto error = add_inboxes(disk, found)) return error;
  }
  for (const auto& sink : *sinks) {
    if (!may_be_of_a_sink(sink)) continue;
    if (auto error = add_sink(disk, sink, found)) return error;
  }
  return {};
}

/// Looks below the root for what the parts of the path below it name.
Result<FoundJournals> look_below(const fs::path& root, const std::vector<std::string>& below) {
  FoundJournals found{.root = root.string(), .has_lock = true, .folders = {}};
  if (below.size() == depth_of_journal) {
    const bool is_one =
        below[0] == inbox_folder ? may_be_an_inbox(below[1]) : shard_folder(below[1]).has_value();
    if (is_one) found.folders = {below[0] + '/' + below[1]};
    return found;
  }
  auto disk = journal::open_local_disk_to_read(found.root);
  if (!disk) return disk.error();
  auto error = below.empty()              ? add_all(**disk, found)
               : below[0] == inbox_folder ? add_inboxes(**disk, found)
                                          : add_sink(**disk, below[0], found);
  if (error) return *error;
  return found;
}

/// One journal alone, as a copy of it is.
Result<FoundJournals> look_alone(const fs::path& folder) {
  FoundJournals found{.root = folder.parent_path().string(), .has_lock = false, .folders = {}};
  auto disk = journal::open_local_disk_to_read(folder.string());
  if (!disk) return disk.error();
  const auto names = entries(**disk, folder.string(), "");
  if (!names) return names.error();
  if (std::ranges::any_of(*names, is_of_a_journal)) found.folders = {folder.filename().string()};
  return found;
}

}  // namespace

std::string to_string(const ShardFolder& folder) {
  return folder.attempt == 0 ? std::to_string(folder.shard)
                             : fmt::format("{}.{}", folder.shard, folder.attempt);
}

std::string inbox_of(const std::string& source, std::size_t attempt) {
  const std::string folder = std::string{inbox_folder} + '/' + source;
  return attempt == 0 ? folder : fmt::format("{}.{}", folder, attempt);
}

std::optional<ShardFolder> shard_folder(const std::string& name) {
  ShardFolder folder{};
  const char* const end = name.data() + name.size();
  const auto shard = std::from_chars(name.data(), end, folder.shard);
  if (shard.ptr != end) std::from_chars(shard.ptr + 1, end, folder.attempt);
  if (to_string(folder) != name) return {};
  return folder;
}

Result<FoundJournals> find_journals(const std::string& folder) {
  std::error_code error;
  const fs::path path = fs::canonical(folder, error);
  if (!error && !fs::is_directory(path, error) && !error) {
    error = std::make_error_code(std::errc::not_a_directory);
  }
  if (error) return Error{error.message()}.within(folder);
  std::vector<std::string> below;
  for (fs::path root = path; below.size() <= depth_of_journal; root = root.parent_path()) {
    const bool is_root = fs::is_regular_file(fs::symlink_status(root / journal_lock, error));
    if (error && error != std::errc::no_such_file_or_directory) {
      return Error{error.message()}.within((root / journal_lock).string());
    }
    if (is_root) {
      auto found = look_below(root, below);
      if (found && found->folders.empty() && !below.empty()) {
        return Error{"no journal"}.within(folder);
      }
      return found;
    }
    below.insert(below.begin(), root.filename().string());
  }
  auto alone = look_alone(path);
  if (alone && alone->folders.empty()) {
    return Error{fmt::format("no journal: neither it nor the folders above have the file {} of a "
                             "gateway",
                             journal_lock)}
        .within(folder);
  }
  return alone;
}

}  // namespace sluice::app
