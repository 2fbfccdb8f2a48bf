#include "config/pem_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "config/named_file.hpp"

namespace sluice::config {
namespace {

/// A file in memory that nobody can change.
Result<Descriptor> keep_in_memory(std::string_view text) {
  Descriptor file{::memfd_create("pem", MFD_CLOEXEC | MFD_ALLOW_SEALING)};
  bool is_kept = static_cast<bool>(file);
  while (is_kept && !text.empty()) {
    const auto written = ::write(file.get(), text.data(), text.size());
    is_kept = written > 0;
    if (is_kept) text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (!is_kept) return Error{"no room in memory: " + std::generic_category().message(errno)};
  ::fcntl(file.get(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL);
  return file;
}

}  // namespace

Result<PemFile> PemFile::read(const std::string& name) {
  const auto text = read_file(FileKind::pem, name);
  if (!text) return text.error();
  return of(name, *text);
}

Result<PemFile> PemFile::of(std::string name, std::string_view text) {
  auto copy = keep_in_memory(text);
  if (!copy) return std::move(copy).error();
  PemFile file;
  file.name_ = std::move(name);
  file.kept_ =
      std::make_shared<const Kept>(Kept{digest_of(text), read_pem(text), *std::move(copy)});
  return file;
}

std::string PemFile::path() const {
  return fmt::format("/proc/self/fd/{}", kept_->copy.get());
}

}  // namespace sluice::config
