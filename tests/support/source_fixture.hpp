#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "connectors/connector.hpp"
#include "tests/support/connector_fixture.hpp"

namespace sluice::connectors {

/// A message as it was told, with bytes of its own.
struct Received {
  Ticket ticket;
  std::string topic;
  std::string key;
  std::string payload;
  std::vector<std::pair<std::string, std::string>> headers;
  WallTime published_at;
};

/// Stands where the return path stands: remembers what it was told, and on which thread.
struct SourceRecorder final : MessageListener {
  std::vector<Received> messages;
  std::vector<std::uint64_t> withdrawn;
  /// What the test does with a message, from within on_message.
  std::function<void(const Received&)> on_each = [](const Received&) {};
  bool on_other_thread = false;

  void on_message(const Message& message, Ticket ticket) noexcept override {
    note();
    auto& received = messages.emplace_back(Received{ticket,
                                                    std::string{message.topic},
                                                    std::string{message.key},
                                                    std::string{message.payload},
                                                    {},
                                                    message.published_at});
    for (const Header& header : message.headers) {
      received.headers.emplace_back(header.name, header.value);
    }
    on_each(received);
  }
  void on_withdrawn(Ticket ticket) noexcept override {
    note();
    withdrawn.push_back(ticket.sequence);
  }

  [[nodiscard]] std::vector<std::string> payloads() const {
    std::vector<std::string> all;
    for (const Received& received : messages) all.push_back(received.payload);
    return all;
  }

 private:
  void note() noexcept {
    on_other_thread = on_other_thread || std::this_thread::get_id() != thread_;
  }
  std::thread::id thread_ = std::this_thread::get_id();
};

/// What every source test needs: a loop, a listener and a probe.
class SourceFixture : public ConnectorFixture {
 protected:
  ~SourceFixture() override { EXPECT_FALSE(recorder.on_other_thread); }

  SourceContext context() { return {"commands", loop, recorder, probe, log}; }

  [[nodiscard]] bool receives(std::size_t count) {
    return loop.run_until([&] { return recorder.messages.size() >= count; });
  }

  /// Stops the source, lets what had arrived be told, and takes leave of the broker.
  [[nodiscard]] bool stop_and_close(Source& source) {
    bool quiet = false;
    bool closed = false;
    source.stop([&] { quiet = true; });
    source.close(loop.now() + std::chrono::seconds(5), [&] { closed = true; });
    return loop.run_until([&] { return closed; }) && quiet;
  }

  SourceRecorder recorder;
  SourceProbe probe;
};

}  // namespace sluice::connectors
