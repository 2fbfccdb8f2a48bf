#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <utility>
#include <variant>

#include "gateway/channels/session/session.hpp"
#include "gateway/text/json_syntax.hpp"
#include "tests/fuzz/require.hpp"
#include "tests/fuzz/session_script.hpp"
#include "tests/support/moved_clock.hpp"
#include "tests/support/session_settings.hpp"
#include "tests/unit/channels/padded_frame.hpp"

namespace sluice::channels {
namespace {

SessionSettings settings() {
  SessionSettings settings = test::session_settings();
  settings.connection = "c";
  settings.channels = {"open", "private-a", "presence-b", "private-cache-c"};
  return settings;
}

/// Plays a script to a session and carries out its actions as the shell would, watching that they
/// make sense.
class Play {
 public:
  Play() : session_(settings(), probe_, parser_, random_) {
    session_.start(now_, actions_);
    perform();
  }

  void step(const ScriptLine& line) {
    switch (line.what) {
      case '>':
        if (open_) receive(line.text);
        break;
      case '~':
        if (open_) session_.on_other_frame(now_);
        break;
      case '@':
        if (transport_) session_.on_open(attempt_, now_);
        open_ = transport_;
        break;
      case 'x':
        end(line);
        break;
      case '+':
        pass(Duration(std::clamp(line.number(), 0, 1'000'000)));
        break;
      case 'a':
        answer(200, line.text);
        break;
      case 'd':
        answer(static_cast<unsigned>(std::clamp(line.number(), 100, 599)), "{}");
        break;
      case 'z':
        session_.on_slept(now_, actions_);
        perform();
        break;
      case 'p':
        publish(std::string(line.text));
        break;
      case '!':
        session_.stop(actions_);
        perform();
        stopped_ = true;
        break;
      default:
        break;
    }
  }

  [[nodiscard]] bool stopped() const { return stopped_; }

 private:
  void receive(std::string_view text) {
    const PaddedFrame frame(text);
    session_.on_frame(frame.view(), now_, actions_);
    perform();
  }

  void end(const ScriptLine& line) {
    if (!transport_) return;
    Closure closure{LossReason::closed, {}, "by the script"};
    if (!line.text.empty()) closure.code = line.number();
    transport_ = open_ = false;
    session_.on_closed(attempt_, std::move(closure), now_, actions_);
    perform();
  }

  /// Wakes the session at each of its deadlines on the way; there can be only so many.
  void pass(Duration time) {
    const Time until = now_.time + time;
    for (int wakes = 0; session_.next_deadline() <= until; ++wakes) {
      FUZZ_REQUIRE(wakes < 100'000);
      now_ = test::moved_to(std::max(now_.time, session_.next_deadline()), now_);
      session_.on_deadline(now_, actions_);
      perform();
    }
    now_ = test::moved_to(until, now_);
  }

  void answer(unsigned status, std::string_view body) {
    if (requests_.empty()) return;
    const auto request = requests_.front();
    requests_.pop_front();
    session_.on_auth(request, read_auth_answer({status, body}), now_, actions_);
    perform();
  }

  void publish(std::string channel) {
    const Ticket ticket{published_++};
    unsettled_.insert(ticket.sequence);
    session_.publish({.channel = std::move(channel), .name = "e", .data = "{}"}, ticket, now_,
                     actions_);
    perform();
  }

  void perform() {
    // A snapshot has as many events as members.
    FUZZ_REQUIRE(std::ranges::count_if(actions_, [](const Action& action) {
                   return !std::holds_alternative<Deliver>(action);
                 }) < 100);
    for (const auto& action : actions_) std::visit([this](const auto& it) { perform(it); }, action);
    actions_.clear();
    // A script begins behind the lookup: the server is found at once.
    if (const auto attempt = std::exchange(looked_up_, 0)) {
      session_.on_looked_up(attempt, now_, actions_);
      perform();
    }
  }
  void perform(const LookUp& lookup) {
    FUZZ_REQUIRE(!transport_ && lookup.attempt > attempt_);
    looked_up_ = lookup.attempt;
  }
  void perform(const Dial& dial) {
    FUZZ_REQUIRE(!transport_ && dial.attempt > attempt_);
    attempt_ = dial.attempt;
    transport_ = true;
    open_ = false;
  }
  void perform(const Send& send) { FUZZ_REQUIRE(open_ && text::is_json(send.text)); }
  void perform(const Deliver& deliver) {
    if (is_notice(deliver.event.kind)) return;
    FUZZ_REQUIRE(open_ && session_.state() == ConnectionState::connected);
    if (!deliver.subscription) return;
    FUZZ_REQUIRE(session_.subscriptions().all()[*deliver.subscription].channel() ==
                 deliver.event.channel);
  }
  void perform(const RequestAuth& request) {
    FUZZ_REQUIRE(needs_auth(channel_type(request.channel)));
    requests_.push_back(request);
  }
  void perform(const WithdrawAuth&) {}                           // late answers come all the same
  void perform(const RequestUserAuth&) { FUZZ_REQUIRE(false); }  // nobody is to sign in
  void perform(const Close&) {
    FUZZ_REQUIRE(transport_);
    transport_ = open_ = false;
  }
  /// Each event once, and none that nobody asked for.
  void perform(const Settled& settle) {
    FUZZ_REQUIRE(unsettled_.erase(settle.ticket.sequence) == 1);
  }
  void perform(const Report& report) { FUZZ_REQUIRE(!report.what.empty()); }

  ConnectionProbe probe_;
  EnvelopeParser parser_;
  Random random_{1};
  Session session_;
  Moment now_{Time(std::chrono::hours(1)), WallTime(std::chrono::hours(24))};
  Actions actions_;
  std::deque<RequestAuth> requests_;
  std::set<std::uint64_t> unsettled_;
  std::uint64_t published_ = 0;
  std::uint64_t attempt_ = 0;
  std::uint64_t looked_up_ = 0;  ///< the attempt of a lookup that is not answered yet
  bool transport_ = false;
  bool open_ = false;
  bool stopped_ = false;
};

void fuzz(std::string_view script) {
  Play play;
  for (auto line = next_line(script); line.what != 0 && !play.stopped(); line = next_line(script)) {
    play.step(line);
  }
}

}  // namespace
}  // namespace sluice::channels

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  sluice::channels::fuzz({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
