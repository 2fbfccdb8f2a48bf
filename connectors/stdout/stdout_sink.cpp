#include "connectors/stdout/stdout_sink.hpp"

#include <fmt/format.h>

#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "connectors/stdout/text_writer.hpp"

namespace sluice::connectors {
namespace {

/// Writes each record as one line of JSON. The lines of a turn, and those that come while others
/// are being written, are one text.
class StdoutSink final : public Sink {
 public:
  StdoutSink(const StdoutSettings& settings, int descriptor, SinkContext context)
      : show_(settings.show),
        context_(std::move(context)),
        writer_(context_.loop, descriptor, [this](int error) { on_written(error); }) {
    context_.note_up(true);
  }

  Window window() const noexcept override { return stdout_window; }

  Admission submit(const Record& record, Ticket ticket) noexcept override {
    append_line(record, show_, text_);
    if (tickets_.empty() && writing_.empty()) {
      soon_ = context_.loop.after(Duration{0}, [this] { write(); });
    }
    tickets_.push_back(ticket);
    return Admission::accepted;
  }

  void abandon() noexcept override {
    soon_.reset();
    tickets_.clear();
    writing_.clear();
    context_.listener.on_lost({});
  }

 private:
  void write() {
    writing_ = std::exchange(tickets_, {});
    writer_.write(std::exchange(text_, {}));
  }

  void on_written(int error) {
    context_.note_up(error == 0);
    if (error != 0) {
      context_.probe.errors.add();
      context_.note_error(fmt::format("standard output: {}", std::strerror(error)));
    }
    const auto written = std::exchange(writing_, {});
    if (!tickets_.empty()) write();
    if (error == 0) return context_.listener.on_delivered(written);
    for (const Ticket ticket : written) {
      context_.listener.on_rejected(ticket, {RejectionCode::refused, std::strerror(error)});
    }
  }

  StdoutShow show_;
  SinkContext context_;
  std::string text_;             ///< to be written next
  std::vector<Ticket> tickets_;  ///< of the records in it
  std::vector<Ticket> writing_;  ///< of the records that are being written
  TextWriter writer_;
  Loop::Handle soon_;
};

}  // namespace

std::unique_ptr<Sink> make_stdout_sink(const StdoutSettings& settings, int descriptor,
                                       SinkContext context) {
  return std::make_unique<StdoutSink>(settings, descriptor, std::move(context));
}

}  // namespace sluice::connectors
