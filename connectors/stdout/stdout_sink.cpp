#include "connectors/stdout/stdout_sink.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "gateway/telemetry/sparing_log.hpp"

namespace sluice::connectors {
namespace {

/// What one turn of the loop may gather; the rest waits in the outbox.
constexpr std::size_t records_max = 1000;

void append_escaped(std::string& line, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '\n':
        line += "\\n";
        break;
      case '\r':
        line += "\\r";
        break;
      case '\t':
        line += "\\t";
        break;
      case '\\':
        line += "\\\\";
        break;
      default:
        line += c;
    }
  }
}

/// One line a record: topic, key and payload with a tab between them; what would break the line is
/// escaped with a backslash. For trying things out: a reader that stops reading blocks the shard,
/// as it blocks any program that prints.
class StdoutSink final : public Sink {
 public:
  StdoutSink(int descriptor, SinkContext context)
      : descriptor_(descriptor),
        context_(std::move(context)),
        sparing_(context_.log, context_.loop, {"sink", context_.name}) {
    context_.probe.up.set(1);
  }

  Window window() const noexcept override { return {.records = records_max}; }

  Admission submit(const Record& record, Ticket ticket) noexcept override {
    append_escaped(text_, record.topic);
    text_ += '\t';
    append_escaped(text_, record.key);
    text_ += '\t';
    append_escaped(text_, record.payload);
    text_ += '\n';
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
    text_.clear();
    for (const Ticket ticket : std::exchange(tickets_, {})) {
      if (error == 0) {
        context_.listener.on_delivered(ticket);
      } else {
        context_.listener.on_rejected(ticket, {RejectionCode::refused, std::strerror(error)});
      }
    }
  }

  /// The error that kept the text from being written; 0 when there was none.
  int write_text() {
    std::string_view rest = text_;
    while (!rest.empty()) {
      const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
      if (written >= 0) {
        rest.remove_prefix(static_cast<std::size_t>(written));
      } else if (errno != EINTR) {
        const int error = errno;
        context_.probe.errors.add();
        sparing_.warn("record rejected", std::strerror(error));
        return error;
      }
    }
    return 0;
  }

  int descriptor_;
  SinkContext context_;
  telemetry::SparingLog sparing_;
  std::string text_;
  std::vector<Ticket> tickets_;
  Loop::Handle soon_;
};

}  // namespace

std::unique_ptr<Sink> make_stdout_sink(int descriptor, SinkContext context) {
  return std::make_unique<StdoutSink>(descriptor, std::move(context));
}

}  // namespace sluice::connectors
