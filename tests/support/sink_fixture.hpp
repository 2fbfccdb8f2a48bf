#pragma once

#include <gmock/gmock.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "connectors/connector.hpp"
#include "gateway/relay/outbox.hpp"
#include "gateway/text/header_text.hpp"
#include "tests/support/connector_fixture.hpp"
#include "tests/support/roomy_outbox.hpp"
#include "tests/support/sink_recorder.hpp"

namespace sluice::connectors {

/// What every sink test needs: a loop, a listener and a probe. A test either submits records
/// itself, or offers them to an outbox in front of its one sink, as the gateway does. A breach of
/// the contract fails any test whose sink is watched.
class SinkFixture : public ConnectorFixture {
 protected:
  ~SinkFixture() override { EXPECT_THAT(recorder.breaches, ::testing::IsEmpty()); }

  SinkContext context() { return {"events", 0, loop, recorder, probe, log}; }

  /// One at a time.
  [[nodiscard]] std::unique_ptr<Sink> watched(std::unique_ptr<Sink> sink) {
    return std::make_unique<WatchedSink>(std::move(sink), recorder);
  }

  /// Submits under the next ticket.
  Admission submit(Sink& sink, std::string topic, std::string key, std::string payload,
                   std::span<const Header> headers = {}, const RecordFacts& facts = {}) {
    const Ticket ticket{accepted};
    const auto& owned = recorder.bytes[ticket.sequence] = {
        std::move(topic), std::move(key), std::move(payload), text::header_text(headers)};
    const Record record{owned.topic, owned.key, owned.payload, Headers{owned.headers}, facts};
    const Admission admission = sink.submit(record, ticket);
    if (admission == Admission::accepted) {
      ++accepted;
    } else {
      recorder.bytes.erase(ticket.sequence);
    }
    return admission;
  }

  [[nodiscard]] bool all_settled() {
    return loop.run_until([&] { return recorder.outcomes.size() >= accepted; });
  }

  /// Runs everything that is ready now.
  [[nodiscard]] bool turn() {
    bool turned = false;
    loop.post([&] { turned = true; });
    return loop.run_until([&] { return turned; });
  }

  /// Offers a record to the outbox in front of the sink.
  void offer(Sink& sink, std::string_view topic, std::string_view key, std::string_view payload,
             std::span<const Header> headers = {}, const RecordFacts& facts = {}) {
    if (!outbox) open_outbox(sink);
    const std::string encoded = text::header_text(headers);
    const relay::Shape shape{.topic = static_cast<std::uint32_t>(topic.size()),
                             .key = static_cast<std::uint32_t>(key.size()),
                             .payload = static_cast<std::uint32_t>(payload.size()),
                             .headers = static_cast<std::uint32_t>(encoded.size())};
    text::Writer out = outbox->begin(shape.size());
    for (const std::string_view part : {topic, key, payload, std::string_view{encoded}}) {
      out.append(part);
    }
    outbox->commit(shape, facts);
  }

  /// Whether each record that was offered gets its outcome.
  [[nodiscard]] bool drained() {
    return loop.run_until([&] { return outbox->drained(); });
  }

  [[nodiscard]] std::uint64_t settled(Outcome as) const {
    return outbox_probe.settled[static_cast<std::size_t>(as)].value();
  }
  [[nodiscard]] std::uint64_t delivered() const { return settled(Outcome::delivered); }
  [[nodiscard]] std::uint64_t rejected() const { return settled(Outcome::rejected); }
  [[nodiscard]] std::uint64_t unavailable() const { return settled(Outcome::unavailable); }
  [[nodiscard]] std::uint64_t dropped(relay::DropReason reason) const {
    return outbox_probe.dropped[static_cast<std::size_t>(reason)].value();
  }

  SinkRecorder recorder;
  SinkProbe probe;
  relay::OutboxProbe outbox_probe;
  std::uint64_t accepted = 0;  ///< also the next ticket
  relay::OutboxSettings outbox_settings = test::roomy;
  std::optional<relay::Outbox> outbox;

 private:
  void open_outbox(Sink& sink) {
    outbox.emplace(outbox_settings, loop, outbox_probe);
    recorder.outbox = &*outbox;
    outbox->attach(sink);
  }
};

}  // namespace sluice::connectors
