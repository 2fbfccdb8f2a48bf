#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/support/deadline.hpp"

namespace sluice::test {

/// A stream that nobody reads: a pipe of 4 KiB that stays full.
enum class Unread : std::uint8_t { nothing, output, errors };

struct ProcessSettings {
  std::vector<std::string> arguments{};              ///< the first is looked up in PATH
  std::map<std::string, std::string> environment{};  ///< added to the test's own
  std::filesystem::path folder{};                    ///< working folder; empty: the test's own
  bool with_input = false;                           ///< a pipe for write_line instead of /dev/null
  Unread unread = Unread::nothing;
};

/// One line a process wrote.
struct OutputLine {
  std::string text;
  bool is_error = false;  ///< from stderr
};

/// A child process that lives no longer than this object, nor than the thread that started it
/// (so start it on the test's main thread). Its output is read all the time, unless the settings
/// say otherwise: it never blocks on a full pipe. A wait that fails throws std::runtime_error with
/// the output's tail.
class Process {
 public:
  explicit Process(const ProcessSettings& settings);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  [[nodiscard]] pid_t id() const { return id_; }

  /// Throws when the process no longer reads.
  void write_line(std::string_view text);
  void signal(int number);
  /// Waits until the process keeps this signal pending, or handles it.
  void wait_holds(int number, Deadline deadline = within(answer_time));

  /// The exit code, or 128 + the signal that ended it. What it wrote before is complete by then.
  int wait_exit(Deadline deadline = within(answer_time));
  /// The pace of a loop that asks whether a process is ready: ends early when the process does.
  [[nodiscard]] bool exits_within(std::chrono::milliseconds span);

  /// The first line from `from` on that contains `part`, already written or still to come.
  std::string wait_for_line(std::string_view part, Deadline deadline = within(answer_time),
                            std::size_t from = 0);
  /// Line number `index`, as soon as it is there.
  OutputLine wait_line(std::size_t index, Deadline deadline);

  [[nodiscard]] std::vector<std::string> lines() const;
  [[nodiscard]] std::size_t line_count() const;
  [[nodiscard]] std::string tail(std::size_t count = 25) const;

 private:
  void read_output(int output, int errors);
  void keep(std::string& partial, std::string_view bytes, bool is_error);
  void await_exit();
  [[nodiscard]] std::string failure(const std::string& what) const;

  std::string name_;
  pid_t id_ = -1;
  int input_ = -1;
  int unread_ = -1;  ///< the read end of the stream that nobody reads
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<OutputLine> lines_;
  std::optional<int> exit_code_;
  std::thread reader_;
};

}  // namespace sluice::test
