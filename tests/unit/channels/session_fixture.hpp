#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "gateway/channels/session/session.hpp"
#include "tests/support/moved_clock.hpp"
#include "tests/support/session_settings.hpp"
#include "tests/unit/channels/padded_frame.hpp"

namespace sluice::channels {

using std::chrono::milliseconds;
using std::chrono::seconds;
using telemetry::Level;

/// A session with a clock turned by hand. Each thing it is told starts a new list of actions, which
/// is what the questions below are about.
class SessionFixture : public testing::Test {
 protected:
  SessionFixture();

  /// Makes the session of `settings` and lets it dial.
  void start();
  void establish(std::string_view socket_id = "1.1");
  void connect();

  void receive(std::string_view frame);
  /// A message of the server's: `data` is its JSON token, left out when empty.
  void receive(std::string_view event, std::string_view channel, std::string_view data = {});
  void acknowledge(std::string_view channel, std::string_view data = R"("{}")");
  /// The transport of the current attempt ends.
  void close(std::optional<int> code, LossReason reason = LossReason::closed);
  void answer(const RequestAuth& request, AuthAnswer answer);
  void grant(const RequestAuth& request);
  /// With the key of an encrypted channel.
  void grant_key(const RequestAuth& request, const SecretKey& key);
  /// Turns the clock, and lets the session act at each of its deadlines as the shell does.
  void pass(Duration time);
  /// Turns the clock without the session being woken.
  void skip(Duration time) { now_ = test::moved_to(now_.time + time, now_); }
  /// Closes with this code and goes on until the session has dialled again.
  void lose_and_redial(std::optional<int> code);

  /// Of events only what a server has sent.
  template <class Kind>
  [[nodiscard]] std::vector<Kind> all() const {
    auto found = every<Kind>();
    if constexpr (std::is_same_v<Kind, Deliver>) std::erase_if(found, is_notice);
    return found;
  }
  template <class Kind>
  [[nodiscard]] Kind only() const {
    const auto found = all<Kind>();
    EXPECT_EQ(found.size(), 1U);
    return found.empty() ? Kind{} : found.front();
  }
  /// The other events: what the gateway tells of itself.
  [[nodiscard]] std::vector<Event> notices() const;
  [[nodiscard]] Event delivered() const { return only<Deliver>().event; }
  /// The channels of the subscribe messages sent.
  [[nodiscard]] std::vector<std::string> subscribed() const;
  [[nodiscard]] bool pinged() const;
  [[nodiscard]] bool reported(Level level, std::string_view what) const;
  /// How long until the session wants to be woken.
  [[nodiscard]] Duration delay() const;
  [[nodiscard]] const Subscription& channel(std::size_t index) const;
  [[nodiscard]] SubscriptionState state_of(std::size_t index) const {
    return channel(index).state();
  }
  [[nodiscard]] std::uint64_t losses(LossReason reason) const;
  [[nodiscard]] std::uint64_t auths(AuthResult result) const;

  SessionSettings settings_ = test::session_settings();
  ConnectionProbe probe_;
  EnvelopeParser parser_;
  Random random_{42};
  Moment now_{Time(std::chrono::hours(1)), WallTime(std::chrono::hours(24))};
  std::optional<Session> session_;
  Actions actions_;
  std::uint64_t attempt_ = 0;  ///< the last
  bool finds_server_ = true;   ///< each lookup is answered at once

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
  void find_server();
  void note_dials();

  std::optional<PaddedFrame> frame_;
};

}  // namespace sluice::channels
