#include "gateway/telemetry/process_usage.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace sluice::telemetry {
namespace {

// Static initialisation is early enough, and spares adding the kernel's ticks to its boot time.
const auto started = std::chrono::system_clock::now();

double seconds(const timeval& time) noexcept {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

double cpu_seconds() noexcept {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double resident_bytes() {
  double all_pages = 0;
  double resident_pages = 0;
  std::ifstream{"/proc/self/statm"} >> all_pages >> resident_pages;
  return resident_pages * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double open_files() noexcept {
  double count = 0;
  std::error_code error;
  for (std::filesystem::directory_iterator each{"/proc/self/fd", error}, end; !error && each != end;
       each.increment(error)) {
    ++count;
  }
  return count;
}

double open_files_max() noexcept {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<double>(limit.rlim_cur);
}

double start_time_seconds() noexcept {
  return std::chrono::duration<double>(started.time_since_epoch()).count();
}

}  // namespace sluice::telemetry
