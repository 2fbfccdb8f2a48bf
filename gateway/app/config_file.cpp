#include "gateway/app/config_file.hpp"

#include <algorithm>

#include "gateway/app/load.hpp"

namespace sluice::app {
namespace {

config::Digest digest_of(const Result<std::string>& content) {
  return config::digest_of(content ? "=" + *content : "!" + content.error().message);
}

/// The kernel makes their content at each look, and it may be another each time.
bool is_made_by_kernel(const std::string& path) {
  return path.starts_with("/proc/") || path.starts_with("/sys/");
}

}  // namespace

config::Loaded ConfigFile::read() {
  seen_.clear();
  return load(path_, [this](config::FileKind kind, const std::string& path,
                            const Result<std::string>& content) {
    seen_.insert_or_assign({path, kind}, digest_of(content));
  });
}

std::vector<std::string> ConfigFile::paths() const {
  std::vector<std::string> paths;
  for (const auto& [file, digest] : seen_) paths.push_back(file.first);
  return paths;
}

std::optional<std::string> ConfigFile::changed() const {
  const auto other = std::ranges::find_if(seen_, [this](const auto& seen) {
    const auto& [path, kind] = seen.first;
    return !is_made_by_kernel(path) && seen.second != digest_of(config::read_file(kind, path));
  });
  if (other == seen_.end()) return std::nullopt;
  return other->first.first;
}

}  // namespace sluice::app
