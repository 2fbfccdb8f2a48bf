#include "tests/transcripts/replay.hpp"

#include <fmt/format.h>

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>

#include "tests/support/session_notation.hpp"
#include "tests/support/session_player.hpp"
#include "tests/support/session_settings.hpp"

namespace sluice::test {
namespace {

/// What the session did wrong.
struct Mistake : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Messages are the same when their JSON is: the order of fields is nobody's business.
bool same(const std::string& expected, const std::string& done) {
  if (expected == done) return true;
  if (!expected.starts_with("> ") || !done.starts_with("> ")) return false;
  const auto json = [](const std::string& line) {
    return nlohmann::json::parse(line.begin() + 2, line.end(), nullptr, false);
  };
  return !json(expected).is_discarded() && json(expected) == json(done);
}

class Replay {
 public:
  Replay() { settings_.connection = "market"; }

  void step(const NotationLine& line) {
    if (settle(settings_, line)) return;
    if (!player_) player_.emplace(settings_);
    expect_before(line);
    if (play(*player_, line)) return;
    const auto question = questions().find(line.word);
    if (question != questions().end()) return question->second(*this, line.text);
    expect(line.text.empty() ? line.word : line.word + " " + line.text);
  }

  void expect_nothing_more() {
    if (player_ && !player_->done().empty())
      throw Mistake("it also did: " + player_->done().front());
  }

 private:
  using Words = std::map<std::string, std::function<void(Replay&, const std::string&)>>;

  static const Words& questions();

  /// What must have been done before this can happen: for a WebSocket that stands, or does not come
  /// about, the dial; before any other stimulus every line has taken its action.
  void expect_before(const NotationLine& line) {
    if (line.word == "@") expect(line.text.empty() ? "@" : "@ " + line.text);
    if (line.word == "!" && is_refusal(line.text)) expect("@");
    if (is_stimulus(line.word)) expect_nothing_more();
  }

  void expect(const std::string& line) {
    auto& done = player_->done();
    if (done.empty()) throw Mistake("it did nothing instead of: " + line);
    if (!same(line, done.front())) throw Mistake("it did: " + done.front());
    done.pop_front();
  }

  static void check(std::string_view what, std::string_view expected, std::string_view found) {
    if (expected != found) throw Mistake(fmt::format("{} is {}, not {}", what, found, expected));
  }

  void check_channel(const std::string& text) {
    const auto [name, state] = first_word(text);
    const auto& subscriptions = player_->session().subscriptions();
    const auto index = subscriptions.find(name);
    check(name, state, index ? to_string(subscriptions.all()[*index].state()) : "unknown");
  }

  /// `A..B` or the one that it must be.
  void check_delay(const std::string& text) {
    const auto dots = text.find("..");
    const auto least = duration_in(text.substr(0, dots));
    const auto most = dots == std::string::npos ? least : duration_in(text.substr(dots + 2));
    const auto delay = player_->delay();
    if (delay < least || delay > most)
      throw Mistake(fmt::format("it would be in {} ms, not in {}", delay.count(), text));
  }

  void check_said(const std::string& text) {
    for (const auto& line : player_->said()) {
      if (line.find(text) != std::string::npos) return;
    }
    throw Mistake(fmt::format("it did not say so, but: {}", fmt::join(player_->said(), " | ")));
  }

  void check_count(const std::string& text) {
    const auto [what, count] = first_word(text);
    const auto& probe = player_->probe();
    const std::map<std::string, std::uint64_t> counted{
        {"malformed", probe.malformed_frames.value()},
        {"ignored", probe.ignored_frames.value()},
        {"errors", probe.server_errors.value()},
        {"members", static_cast<std::uint64_t>(probe.presence_members.value())},
    };
    const auto found = counted.find(what);
    if (found == counted.end()) throw Mistake(fmt::format("nobody counts '{}'", what));
    check(what, count, std::to_string(found->second));
  }

  channels::SessionSettings settings_ = test::session_settings();
  std::optional<SessionPlayer> player_;
};

const Replay::Words& Replay::questions() {
  static const Words words{
      {"is",
       [](Replay& it, auto& text) {
         check("the connection", text, to_string(it.player_->session().state()));
       }},
      {"channel", [](Replay& it, auto& text) { it.check_channel(text); }},
      {"again", [](Replay& it, auto& text) { it.check_delay(text); }},
      {"says", [](Replay& it, auto& text) { it.check_said(text); }},
      {"counts", [](Replay& it, auto& text) { it.check_count(text); }},
  };
  return words;
}

}  // namespace

std::vector<std::string> replay(const Transcript& transcript) {
  Replay play;
  int number = 0;
  try {
    for (const auto& line : transcript.lines) {
      number = line.number;
      play.step(line);
    }
    play.expect_nothing_more();
  } catch (const std::runtime_error& mistake) {
    return {fmt::format("{}:{}: {}", transcript.name, number, mistake.what())};
  }
  return {};
}

}  // namespace sluice::test
