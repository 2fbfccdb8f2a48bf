#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/unit/channels/session_fixture.hpp"

namespace sluice::channels {

/// A session that publishes on two channels, of which it has joined `private-a`. The n-th event
/// published has ticket n, from 0.
class ClientEventFixture : public SessionFixture {
 protected:
  ClientEventFixture() {
    settings_.channels = {"private-a", "private-b"};
    settings_.subscription.signer.emplace("key", "secret", "gateway", "");
    settings_.reconnect.initial = settings_.reconnect.max = Duration(0);
    settings_.client_events.burst = 3;
    settings_.client_events.rate = 3;
    settings_.client_events.refused_pause_max = seconds(1);
  }

  void SetUp() override { join(); }

  void join() {
    if (!session_) start();
    establish();
    acknowledge("private-a");
  }

  /// An event with this name.
  void publish(std::string name, std::string channel = "private-a") {
    publish(ReturnEvent{.channel = std::move(channel), .name = std::move(name), .data = "1"});
  }
  using SessionDriver::publish;
  void publish_all(std::initializer_list<const char*> names) {
    Actions all;
    for (const auto* name : names) {
      publish(name);
      all.insert(all.end(), actions_.begin(), actions_.end());
    }
    actions_ = std::move(all);
  }
  void pong() { receive("pusher:pong", {}); }
  void refuse(std::string_view message = "too fast") {
    receive("pusher:error", {}, R"({"code":4301,"message":")" + std::string(message) + R"("})");
  }
  /// Until what follows a refusal has passed: the pong of the ping before it, and the pause.
  void let_calm_down() {
    pong();
    pass(seconds(2));
  }

  /// The names of the client events sent, without the prefix.
  [[nodiscard]] std::vector<std::string> sent() const;
  /// The tickets of those published.
  [[nodiscard]] std::vector<std::uint64_t> confirmed() const;
  /// What became of the one event that was settled.
  [[nodiscard]] ReturnOutcome outcome() const { return only<Settled>().outcome; }
};

}  // namespace sluice::channels
