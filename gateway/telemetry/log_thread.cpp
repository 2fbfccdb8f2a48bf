#include "gateway/telemetry/log_thread.hpp"

#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/sink.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <string>
#include <utility>

#include "gateway/core/write_out.hpp"
#include "gateway/telemetry/counter.hpp"
#include "gateway/telemetry/log_line.hpp"

namespace sluice::telemetry {
namespace {

constexpr std::chrono::seconds patience{1};

/// Writes to the descriptor itself: a stalled write of stdio would hold a lock that the exit of the
/// process needs. The thread is the only caller, unless a comment names another.
class Descriptor final : public spdlog::sinks::sink {
 public:
  Descriptor(LogFormat format, int descriptor) : format_(format), descriptor_(descriptor) {}

  /// Before the first line.
  void set_queue(spdlog::details::thread_pool& queue) noexcept { queue_ = &queue; }

  void log(const spdlog::details::log_msg& message) override {
    report_overrun();
    write({message.payload.data(), message.payload.size()});
  }
  void flush() override { all_written_.set_value(); }
  void set_pattern(const std::string&) override {}
  void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

  /// From any thread.
  [[nodiscard]] std::uint64_t unwritable() const noexcept { return unwritable_.value(); }
  /// Ready when flush() was called, which is possible once. From any thread.
  [[nodiscard]] std::future<void> all_written() { return all_written_.get_future(); }

 private:
  /// Writes how many lines the queue has lost between the last written line and this one.
  void report_overrun() {
    const std::size_t overrun = queue_->overrun_counter();
    const std::size_t lines = overrun - std::exchange(reported_, overrun);
    if (lines == 0) return;
    write(render(format_, std::chrono::system_clock::now(), Level::error,
                 "log lines lost: standard error was not read in time", {{"lines", lines}}));
  }

  void write(std::string_view line) {
    text_.assign(line).append("\n");
    if (write_out(descriptor_, text_) != 0) unwritable_.add();
  }

  LogFormat format_;
  int descriptor_;
  spdlog::details::thread_pool* queue_ = nullptr;
  std::size_t reported_ = 0;
  std::string text_;
  Counter unwritable_;
  std::promise<void> all_written_;
};

}  // namespace

/// spdlog asks for shared ownership of each.
struct LogThread::Parts {
  Parts(LogFormat format, int descriptor)
      : sink(std::make_shared<Descriptor>(format, descriptor)),
        queue(std::make_shared<spdlog::details::thread_pool>(lines_max, 1)),
        logger(std::make_shared<spdlog::async_logger>(
            "sluice", sink, queue, spdlog::async_overflow_policy::overrun_oldest)) {
    sink->set_queue(*queue);
  }

  decltype(std::make_shared<Descriptor>(LogFormat{}, 0)) sink;
  decltype(std::make_shared<spdlog::details::thread_pool>(1, 1)) queue;
  spdlog::details::async_logger_ptr logger;
};

LogThread::LogThread(LogFormat format, int descriptor)
    : format_(format), parts_(std::make_unique<Parts>(format, descriptor)) {}

LogThread::~LogThread() {
  if (end()) return;
  // The destructor of the queue would wait for the thread. LeakSanitizer finds the parts here;
  // `volatile` keeps the compiler from leaving the store out.
  [[maybe_unused]] static const Parts* volatile left_behind = nullptr;
  left_behind = parts_.release();
}

spdlog::logger& LogThread::logger() noexcept {
  return *parts_->logger;
}

std::uint64_t LogThread::lines_lost() const {
  return parts_->queue->overrun_counter() + parts_->sink->unwritable();
}

bool LogThread::end() noexcept {
  if (std::exchange(ended_, true)) return all_written_;
  const Time until = std::min(std::chrono::steady_clock::now() + patience, leave_by_);
  auto written = parts_->sink->all_written();
  parts_->logger->flush();
  all_written_ = written.wait_until(until) == std::future_status::ready;
  return all_written_;
}

}  // namespace sluice::telemetry
