#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <vector>

#include "gateway/net/connection.hpp"
#include "tests/support/caller.hpp"
#include "tests/support/roomy_outbox.hpp"
#include "tests/support/scripted_channels_server.hpp"
#include "tests/unit/net/run_until.hpp"
#include "tests/unit/relay/recording_sink.hpp"

namespace sluice::net {

using channels::ConnectionState;
using channels::LossReason;
using test::ChannelsPeer;

/// A connection whose events end at a recorder, in one loop with the server that a test scripts.
/// Nothing happens by itself within an hour: what a test waits for has another cause.
class ConnectionFixture : public testing::Test {
 protected:
  ConnectionFixture() {
    settings_.name = "market";
    settings_.key = "app-key";
    settings_.channels = {"orders"};
    settings_.handshake_timeout = settings_.activity_timeout = settings_.pong_timeout =
        settings_.subscribe_timeout = settings_.reconnect.initial = settings_.reconnect.max =
            std::chrono::hours{1};
  }

  void TearDown() override {
    if (connection_) stop();
  }

  void serve(test::ScriptedChannelsServer::Script script) {
    server_.emplace(shard_.io(), std::move(script));
    settings_.url = fmt::format("ws://127.0.0.1:{}", server_->port());
  }

  void start() {
    outbox_.reset();
    outbox_.emplace(outbox_settings_, shard_, sink_probe_.emplace());
    outbox_->attach(sink_);
    ById<SinkId, relay::Outbox> outboxes;
    outboxes.set(SinkId{}, &*outbox_);
    relay_.emplace(router_, std::move(outboxes));
    connection_ =
        std::make_unique<Connection>(shard_, settings_, router_, *relay_, sequence_, probe_, log_);
    connection_->start([this] { stopped_ = true; });
  }

  void stop() {
    if (!stopped_) connection_->stop();
    wait_until([this] { return stopped_; });
  }

  template <class Predicate>
  void wait_until(Predicate done, std::source_location caller = std::source_location::current()) {
    const auto trace = test::called_from(caller);
    ASSERT_TRUE(run_until(shard_.io(), std::move(done)))
        << "state " << state() << ", " << connection_->session().problem();
  }
  void wait_for(ConnectionState wanted,
                std::source_location caller = std::source_location::current()) {
    wait_until([&] { return connection_->session().state() == wanted; }, caller);
  }
  void wait_for_loss(LossReason reason,
                     std::source_location caller = std::source_location::current()) {
    wait_until([&] { return losses(reason) > 0; }, caller);
  }
  /// Runs what can run without anything more happening.
  void run_what_is_ready() {
    while (shard_.io().poll() > 0) continue;
  }

  [[nodiscard]] std::string_view state() const { return to_string(connection_->session().state()); }
  [[nodiscard]] const std::string& problem() const { return connection_->session().problem(); }
  [[nodiscard]] std::uint64_t losses(LossReason reason) const {
    return probe_.losses[std::size_t(reason)].value();
  }
  [[nodiscard]] std::vector<std::string> payloads() const {
    std::vector<std::string> all;
    for (const auto& record : sink_.got) all.push_back(record.payload);
    return all;
  }

  Shard shard_{0};
  std::optional<test::ScriptedChannelsServer> server_;
  config::Connection settings_;
  relay::OutboxSettings outbox_settings_ = test::roomy;
  channels::ConnectionProbe probe_;
  std::optional<relay::OutboxProbe> sink_probe_;  ///< of one outbox
  telemetry::Log log_{telemetry::Level::error, telemetry::LogFormat::logfmt};
  relay::RecordingSink sink_;
  relay::Router router_ =
      relay::Router::compile(std::vector<relay::RouteRule>{{.topic = "t"}}, RouteMode::all).value();
  std::optional<relay::Outbox> outbox_;
  std::optional<relay::Relay> relay_;
  std::uint64_t sequence_ = 0;
  std::unique_ptr<Connection> connection_;
  bool stopped_ = false;
};

/// The frame of an event on the channel that the fixture subscribes.
inline std::string event(std::string_view data) {
  return test::event_frame("orders", "filled", data);
}

}  // namespace sluice::net
