#include "connectors/stdout/stdout_sink.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "gateway/core/give_back.hpp"

namespace sluice::connectors {
namespace {

/// A larger turn's text is given back.
constexpr std::size_t text_to_keep = 64 * 1024;

/// Writes each record as one line of JSON. For trying things out: a reader that stops reading
/// blocks the shard, as it blocks any program that prints.
class StdoutSink final : public Sink {
 public:
  StdoutSink(const StdoutSettings& settings, int descriptor, SinkContext context)
      : show_(settings.show), descriptor_(descriptor), context_(std::move(context)) {
    context_.probe.up.set(1);
  }

  Window window() const noexcept override { return stdout_window; }

  Admission submit(const Record& record, Ticket ticket) noexcept override {
    append_line(record, show_, text_);
    if (tickets_.empty()) soon_ = context_.loop.after(Duration{0}, [this] { flush(); });
    tickets_.push_back(ticket);
    return Admission::accepted;
  }

  void abandon() noexcept override {
    soon_.reset();
    context_.listener.on_lost({});
  }

 private:
  void flush() {
    const int error = write_text();
    empty(text_, text_to_keep);
    context_.probe.up.set(error == 0 ? 1 : 0);
    for (const Ticket ticket : std::exchange(tickets_, {})) {
      if (error == 0) {
        context_.listener.on_delivered(ticket);
      } else {
        context_.listener.on_rejected(ticket, {RejectionCode::refused, std::strerror(error)});
      }
    }
  }

  /// The error that prevented the write; 0 when there was none.
  int write_text() {
    std::string_view rest = text_;
    while (!rest.empty()) {
      const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
      if (written >= 0) {
        rest.remove_prefix(static_cast<std::size_t>(written));
      } else if (errno != EINTR) {
        const int error = errno;
        context_.probe.errors.add();
        context_.note_error(fmt::format("standard output: {}", std::strerror(error)));
        return error;
      }
    }
    return 0;
  }

  StdoutShow show_;
  int descriptor_;
  SinkContext context_;
  std::string text_;
  std::vector<Ticket> tickets_;
  Loop::Handle soon_;
};

}  // namespace

std::unique_ptr<Sink> make_stdout_sink(const StdoutSettings& settings, int descriptor,
                                       SinkContext context) {
  return std::make_unique<StdoutSink>(settings, descriptor, std::move(context));
}

}  // namespace sluice::connectors
