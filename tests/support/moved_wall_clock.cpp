// Preloaded into a gateway: its wall clock is ahead by as many seconds as the number in the first
// eight bytes of $SLUICE_WALL_CLOCK, at any moment; the monotonic clock stays. A wait whose end is
// a time on the wall clock ends when the clock that moved shows it, as the kernel does it.
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <threads.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <ctime>

namespace {

constexpr std::int64_t second = 1'000'000'000;
/// So long a wait does not see that the clock has moved.
constexpr std::int64_t slice = second / 50;

/// The file lives as long as the process, and is never cut.
std::int64_t seconds_ahead() {
  using Seconds = std::atomic<std::int64_t>;
  static const Seconds* const shown = [] {
    const char* const path = std::getenv("SLUICE_WALL_CLOCK");
    const int file = path == nullptr ? -1 : ::open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) ::abort();
    void* const page = ::mmap(nullptr, sizeof(Seconds), PROT_READ, MAP_SHARED, file, 0);
    if (page == MAP_FAILED) ::abort();
    ::close(file);
    return static_cast<const Seconds*>(page);
  }();
  return shown->load(std::memory_order_relaxed);
}

template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

std::int64_t real_now() {
  static auto* const clock = real<decltype(clock_gettime)>("clock_gettime");
  timespec time{};
  clock(CLOCK_REALTIME, &time);
  return time.tv_sec * second + time.tv_nsec;
}

std::int64_t now() {
  return real_now() + seconds_ahead() * second;
}

timespec timespec_of(std::int64_t time) {
  return {.tv_sec = time / second, .tv_nsec = time % second};
}

/// Waits for a part of the time and then looks at the clock again. As a caller of either function
/// looks whether what it waits for has come, it takes the end of a part for a spurious wakeup.
template <class Wait>
int wait_in_slices(const timespec& end, int timed_out, Wait wait) {
  const std::int64_t left = end.tv_sec * second + end.tv_nsec - now();
  const timespec part = timespec_of(real_now() + (left < slice ? left : slice));
  const int result = wait(part);
  return result == timed_out && left > slice ? 0 : result;
}

}  // namespace

extern "C" int clock_gettime(clockid_t id, timespec* time) noexcept {
  static auto* const clock = real<decltype(clock_gettime)>("clock_gettime");
  if (id != CLOCK_REALTIME) return clock(id, time);
  *time = timespec_of(now());
  return 0;
}

extern "C" int gettimeofday(timeval* time, void* /*zone*/) noexcept {
  const std::int64_t nanoseconds = now();
  *time = {.tv_sec = nanoseconds / second, .tv_usec = nanoseconds % second / 1000};
  return 0;
}

extern "C" time_t time(time_t* also) noexcept {
  const time_t seconds = now() / second;
  if (also != nullptr) *also = seconds;
  return seconds;
}

extern "C" int timespec_get(timespec* time, int base) noexcept {
  *time = timespec_of(now());
  return base;
}

/// For a condition that is told the monotonic clock the end is a small number.
extern "C" int pthread_cond_timedwait(pthread_cond_t* condition, pthread_mutex_t* mutex,
                                      const timespec* end) {
  static auto* const wait = real<decltype(pthread_cond_timedwait)>("pthread_cond_timedwait");
  if (end->tv_sec < real_now() / second / 2) return wait(condition, mutex, end);
  return wait_in_slices(*end, ETIMEDOUT,
                        [&](const timespec& part) { return wait(condition, mutex, &part); });
}

extern "C" int cnd_timedwait(cnd_t* condition, mtx_t* mutex, const timespec* end) {
  static auto* const wait = real<decltype(cnd_timedwait)>("cnd_timedwait");
  return wait_in_slices(*end, thrd_timedout,
                        [&](const timespec& part) { return wait(condition, mutex, &part); });
}
