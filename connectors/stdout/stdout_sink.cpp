#include "connectors/stdout/stdout_sink.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

#include "gateway/telemetry/sparing_log.hpp"

namespace sluice::connectors {
namespace {

/// What one turn of the loop may gather; a reader slower than that holds the outbox back.
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
    soon_ = context_.loop.after(Duration{0}, [this] { flush(); });
  }

  Admission submit(const Record& record, Ticket ticket) noexcept override {
    if (closed_) return Admission::closed;
    if (tickets_.size() == records_max) {
      refused_ = true;
      return Admission::full;
    }
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

  void close() noexcept override { closed_ = true; }

  void abandon() noexcept override { closed_ = true; }

 private:
  void flush() {
    const Outcome outcome = write_text() ? Outcome::delivered : Outcome::rejected;
    text_.clear();
    std::vector<Ticket> settled;
    settled.swap(tickets_);
    for (const Ticket ticket : settled) context_.listener.on_outcome(ticket, outcome);
    if (refused_ && !closed_) {
      refused_ = false;
      context_.listener.on_sink_ready();
    }
  }

  bool write_text() {
    std::string_view rest = text_;
    while (!rest.empty()) {
      const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
      if (written >= 0) {
        rest.remove_prefix(static_cast<std::size_t>(written));
      } else if (errno != EINTR) {
        context_.probe.errors.add();
        sparing_.warn("record rejected", std::strerror(errno));
        return false;
      }
    }
    return true;
  }

  int descriptor_;
  SinkContext context_;
  telemetry::SparingLog sparing_;
  std::string text_;
  std::vector<Ticket> tickets_;
  Loop::Handle soon_;
  bool refused_ = true;  ///< somebody waits for on_sink_ready, from the start
  bool closed_ = false;
};

}  // namespace

std::unique_ptr<Sink> make_stdout_sink(int descriptor, SinkContext context) {
  return std::make_unique<StdoutSink>(descriptor, std::move(context));
}

}  // namespace sluice::connectors
