#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/session_driver.hpp"

namespace sluice::test {

/// Plays a situation to a session. Notes the actions of the session as lines, in the words in which
/// a transcript expects them.
class SessionPlayer : public SessionDriver {
 public:
  /// Dials at once.
  explicit SessionPlayer(channels::SessionSettings settings);

  using SessionDriver::answer;
  /// The answer to the oldest request for this channel, or for `user`; false when there is none.
  bool answer(const std::string& channel, unsigned status, std::string_view body);

  /// The actions that no line has taken yet: `> MESSAGE`, `event …`, `@`, `hangs up`, …
  [[nodiscard]] std::deque<std::string>& done() noexcept { return done_; }
  /// The lines of the log since the last stimulus: `LEVEL WHAT CHANNEL DETAIL`.
  [[nodiscard]] std::vector<std::string> said() const;

 protected:
  void on_action(const channels::Action& action) override;

 private:
  bool answer_user(const channels::AuthAnswer& answer);
  void note(const channels::LookUp&) {}
  void note(const channels::Dial& dial);
  void note(const channels::Send& send);
  void note(const channels::Deliver& deliver);
  void note(const channels::RequestAuth& request);
  void note(const channels::RequestUserAuth& request);
  void note(const channels::WithdrawAuth&) {}  ///< a transcript may answer late all the same
  void note(const channels::Close& close);
  void note(const channels::Settled& settle);
  void note(const channels::Report&) {}

  std::deque<std::string> done_;
  std::map<std::string, std::deque<channels::RequestAuth>> requests_;
  std::deque<channels::RequestUserAuth> user_requests_;
};

}  // namespace sluice::test
