// Preloaded into a gateway: the turn that reads `use-30-ms` from a socket uses that much processor
// time, and the turn that reads `never-return` does not end.
#include <dlfcn.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <ctime>
#include <string_view>

namespace {

std::chrono::nanoseconds used() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

void hold_up(std::string_view text) {
  if (text.find("use-30-ms") != text.npos) {
    for (const auto end = used() + std::chrono::milliseconds{30}; used() < end;) continue;
  }
  while (text.find("never-return") != text.npos) ::pause();
}

}  // namespace

extern "C" ssize_t recv(int socket, void* buffer, std::size_t size, int flags) {
  static const auto real = reinterpret_cast<decltype(&recv)>(::dlsym(RTLD_NEXT, "recv"));
  const ssize_t count = real(socket, buffer, size, flags);
  if (count > 0) hold_up({static_cast<const char*>(buffer), static_cast<std::size_t>(count)});
  return count;
}
