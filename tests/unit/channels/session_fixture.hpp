#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "gateway/channels/session/session.hpp"
#include "tests/support/caller.hpp"
#include "tests/support/session_driver.hpp"

namespace sluice::channels {

using std::chrono::milliseconds;
using std::chrono::seconds;
using telemetry::Level;

/// A session with a clock turned by hand. Each stimulus begins a new list of actions, which the
/// questions below are about.
class SessionFixture : public testing::Test, protected test::SessionDriver {
 protected:
  SessionFixture();

  void establish(std::string_view socket_id = "1.1");
  void connect();

  using SessionDriver::receive;
  /// A message of the server's: `data` is its JSON token, left out when empty.
  void receive(std::string_view event, std::string_view channel, std::string_view data = {});
  void acknowledge(std::string_view channel, std::string_view data = R"("{}")");
  void close(std::optional<int> code, LossReason reason = LossReason::closed);
  void grant(const RequestAuth& request);
  /// With the key of an encrypted channel.
  void grant_key(const RequestAuth& request, const SecretKey& key);
  /// Closes with this code and goes on until the session has dialled again.
  void lose_and_redial(std::optional<int> code,
                       std::source_location caller = std::source_location::current());

  /// Of events only what a server has sent.
  template <class Kind>
  [[nodiscard]] std::vector<Kind> all() const {
    auto found = every<Kind>();
    if constexpr (std::is_same_v<Kind, Deliver>) std::erase_if(found, is_notice);
    return found;
  }
  template <class Kind>
  [[nodiscard]] Kind only(std::source_location caller = std::source_location::current()) const {
    const auto trace = test::called_from(caller);
    const auto found = all<Kind>();
    EXPECT_EQ(found.size(), 1U);
    return found.empty() ? Kind{} : found.front();
  }
  /// The other events: what the gateway tells of itself.
  [[nodiscard]] std::vector<Event> notices() const;
  [[nodiscard]] Event delivered(
      std::source_location caller = std::source_location::current()) const {
    return only<Deliver>(caller).event;
  }
  /// The channels of the subscribe messages sent.
  [[nodiscard]] std::vector<std::string> subscribed() const;
  [[nodiscard]] bool pinged() const;
  [[nodiscard]] bool reported(Level level, std::string_view what) const;
  [[nodiscard]] const Subscription& channel(std::size_t index) const;
  [[nodiscard]] SubscriptionState state_of(std::size_t index) const {
    return channel(index).state();
  }
  [[nodiscard]] std::uint64_t losses(LossReason reason) const;
  [[nodiscard]] std::uint64_t auths(AuthResult result) const;

 private:
  template <class Kind>
  [[nodiscard]] std::vector<Kind> every() const {
    std::vector<Kind> found;
    for (const auto& action : actions_) {
      if (const auto* one = std::get_if<Kind>(&action)) found.push_back(*one);
    }
    return found;
  }
  static bool is_notice(const Deliver& deliver) { return sluice::is_notice(deliver.event.kind); }
};

}  // namespace sluice::channels
