// Preloaded into a gateway. While the file $SLUICE_FAULTY_DISK exists, its disk is at fault: with
// "full" in it there is no room, with "sync" no sync succeeds, with "broken" no write either, and
// with "stalled" a sync waits as long as another process has a lock on the file.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <string_view>

namespace {

bool has_fault(std::string_view fault) {
  const char* const path = std::getenv("SLUICE_FAULTY_DISK");
  const int file = path == nullptr ? -1 : ::open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  std::array<char, 16> text{};
  const auto bytes = ::read(file, text.data(), text.size());
  ::close(file);
  return bytes > 0 && std::string_view{text.data(), static_cast<std::size_t>(bytes)} == fault;
}

void await_unlocked() {
  const int file = ::open(std::getenv("SLUICE_FAULTY_DISK"), O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  ::flock(file, LOCK_SH);
  ::close(file);
}

template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" ssize_t pwritev(int file, const iovec* pieces, int count, off_t offset) {
  const bool broken = has_fault("broken");
  if (!broken && !has_fault("full")) {
    return real<decltype(pwritev)>("pwritev")(file, pieces, count, offset);
  }
  errno = broken ? EIO : ENOSPC;
  return -1;
}

extern "C" int posix_fallocate(int file, off_t offset, off_t bytes) {
  if (has_fault("full")) return ENOSPC;
  return real<decltype(posix_fallocate)>("posix_fallocate")(file, offset, bytes);
}

/// Some file systems report only here that there is no room.
extern "C" int fdatasync(int file) {
  const bool broken = has_fault("broken");
  if (!broken && !has_fault("sync")) {
    if (has_fault("stalled")) await_unlocked();
    return real<decltype(fdatasync)>("fdatasync")(file);
  }
  errno = broken ? EIO : ENOSPC;
  return -1;
}
