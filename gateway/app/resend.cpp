#include "gateway/app/resend.hpp"

#include <fmt/format.h>

#include <optional>
#include <variant>
#include <vector>

#include "gateway/relay/letter_reading.hpp"
#include "gateway/text/header_text.hpp"

namespace sluice::app {
namespace {

/// What is done with one message.
enum class Step : std::uint8_t { done, stop };

class Run {
 public:
  explicit Run(const Resending& how) : how_(how) {}

  [[nodiscard]] Step take(const Message& message) {
    const auto read = relay::original_of(message);
    if (const auto* const original = std::get_if<relay::Original>(&read)) {
      return send(message, *original);
    }
    switch (std::get<relay::NoOriginal>(read)) {
      case relay::NoOriginal::no_letter:
        ++resent_.no_letters;
        say(message, "no dead letter of a route");
        break;
      case relay::NoOriginal::truncated:
        ++resent_.truncated;
        say(message, "truncated, so it cannot be sent again");
        break;
    }
    return Step::done;
  }

  [[nodiscard]] const Resent& resent() const noexcept { return resent_; }

 private:
  [[nodiscard]] Step send(const Message& message, const relay::Original& original) {
    connectors::RecordWriter* const writer = how_.writer_of(original.sink);
    if (writer == nullptr) {
      ++resent_.without_sink;
      say(message,
          fmt::format("of sink {}, to which nothing can be sent from here", original.sink));
      return Step::done;
    }
    if (const auto rejection = how_.dry_run ? std::nullopt : write(*writer, original)) {
      ++resent_.rejected;
      say(message, fmt::format("rejected again by topic {} of sink {}: {}: {}", original.topic,
                               original.sink, to_string(rejection->code), rejection->text));
      resent_.stopped = !how_.skip_rejected;
      return resent_.stopped ? Step::stop : Step::done;
    }
    ++resent_.sent;
    return Step::done;
  }

  [[nodiscard]] std::optional<Rejection> write(connectors::RecordWriter& writer,
                                               const relay::Original& original) const {
    std::vector<Header> headers = original.headers;
    const std::string origin = how_.origin_of(original.sink, original.topic);
    if (!origin.empty()) headers.push_back({origin_header, origin});
    const std::string encoded = text::header_text(headers);
    const bool is_null = original.payload.data() == nullptr;
    return writer.write({.topic = original.topic,
                         .key = original.key,
                         .payload = original.payload,
                         .headers = Headers{encoded},
                         .facts = {.received_at = original.received_at,
                                   .change = is_null ? Change::remove : Change::append}});
  }

  void say(const Message& message, std::string_view what) const {
    how_.say(fmt::format("{}: partition {}, offset {}: {}", message.topic,
                         message.position->partition, message.position->offset, what));
  }

  const Resending& how_;
  Resent resent_;
};

}  // namespace

Resent resend(connectors::TopicReader& reader, const Resending& how) {
  Run run(how);
  for (std::uint64_t read = 0; read < how.limit; ++read) {
    const auto message = reader.next();
    if (!message || run.take(*message) == Step::stop) break;
    if (!how.dry_run) reader.commit();
  }
  return run.resent();
}

std::string to_text(const Resent& resent, bool dry_run) {
  return fmt::format(
      "{} {}, {} rejected again, {} truncated, {} of sinks that cannot be written to, {} no dead "
      "letters",
      resent.sent, dry_run ? "would be sent" : "sent", resent.rejected, resent.truncated,
      resent.without_sink, resent.no_letters);
}

}  // namespace sluice::app
