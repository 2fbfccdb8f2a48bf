#pragma once

#include <cstdint>
#include <memory>

#include "gateway/core/time.hpp"
#include "gateway/telemetry/log_choices.hpp"

namespace spdlog {
class logger;
}

namespace sluice::telemetry {

/// Writes the lines of a log on a thread of its own: the caller never waits for the reader of
/// standard error. Of too many lines that wait, the oldest are lost: they are counted, and a line
/// in their place has their number.
class LogThread {
 public:
  /// The lines that wait at most.
  static constexpr std::size_t lines_max = 4096;

  /// The caller owns `descriptor`, which must stay open for as long as the process.
  LogThread(LogFormat format, int descriptor);
  /// As end(). A thread that hangs in a write is left behind, for the end of the process.
  ~LogThread();
  LogThread(const LogThread&) = delete;
  LogThread& operator=(const LogThread&) = delete;

  [[nodiscard]] LogFormat format() const noexcept { return format_; }
  /// For Log. From any thread.
  [[nodiscard]] spdlog::logger& logger() noexcept;

  /// From any thread.
  [[nodiscard]] std::uint64_t lines_lost() const;

  /// end() waits no longer than until then.
  void leave_by(Time deadline) noexcept { leave_by_ = deadline; }

  /// Waits, for a second at most, until each line so far is written. False where the reader is too
  /// slow for that. Only the first call waits.
  bool end() noexcept;

 private:
  struct Parts;

  LogFormat format_;
  std::unique_ptr<Parts> parts_;
  Time leave_by_ = never;
  bool ended_ = false;
  bool all_written_ = false;
};

}  // namespace sluice::telemetry
