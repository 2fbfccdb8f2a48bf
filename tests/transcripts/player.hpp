#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/channels/session/session.hpp"
#include "tests/unit/channels/padded_frame.hpp"

namespace sluice::test {

/// A session with a clock turned by hand. What it does is noted as lines of a transcript, in the
/// words in which a transcript expects it.
class Player {
 public:
  /// Dials at once.
  explicit Player(channels::SessionSettings settings);

  void stand();
  void receive(std::string_view frame);
  void receive_other() { session_.on_other_frame(now_); }
  void close(channels::Closure closure);
  /// Turns the clock and lets the session act at each of its deadlines. Throws when it wants to be
  /// woken without end.
  void pass(Duration time);
  /// The answer to the oldest request for this channel, or for `user`; false when there is none.
  bool answer(const std::string& channel, unsigned status, std::string_view body);
  void subscribe(std::string_view channel);
  void unsubscribe(std::string_view channel);
  void publish(ReturnEvent event);
  void stop();

  /// What the session did and no line has taken yet: `> MESSAGE`, `event …`, `@`, `hangs up`, …
  [[nodiscard]] std::deque<std::string>& done() noexcept { return done_; }
  /// What it said in the log since it was last told something: `LEVEL WHAT CHANNEL DETAIL`.
  [[nodiscard]] const std::deque<std::string>& said() const noexcept { return said_; }
  [[nodiscard]] const channels::Session& session() const noexcept { return session_; }
  [[nodiscard]] const channels::ConnectionProbe& probe() const noexcept { return probe_; }
  /// How long until the session wants to be woken.
  [[nodiscard]] Duration delay() const;

 private:
  template <class Stimulus>
  void tell(Stimulus stimulus);
  bool answer_user(const channels::AuthAnswer& answer);
  void find_server();
  void note(const channels::LookUp&) {}
  void note(const channels::Dial& dial);
  void note(const channels::Send& send);
  void note(const channels::Deliver& deliver);
  void note(const channels::RequestAuth& request);
  void note(const channels::RequestUserAuth& request);
  void note(const channels::WithdrawAuth&) {}  ///< a transcript may answer late all the same
  void note(const channels::Close& close);
  void note(const channels::Settled& settle);
  void note(const channels::Report& report);

  channels::ConnectionProbe probe_;
  channels::EnvelopeParser parser_;
  Random random_{42};
  Moment now_{Time(std::chrono::hours(1)), WallTime(std::chrono::hours(24))};
  channels::Session session_;
  channels::Actions actions_;
  std::deque<std::string> done_;
  std::deque<std::string> said_;
  std::map<std::string, std::deque<channels::RequestAuth>> requests_;
  std::deque<channels::RequestUserAuth> user_requests_;
  std::optional<channels::PaddedFrame> frame_;
  std::uint64_t attempt_ = 0;
  std::uint64_t published_ = 0;
};

}  // namespace sluice::test
