#include "tests/transcripts/replay.hpp"

#include <fmt/format.h>

#include <charconv>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "tests/support/session_settings.hpp"
#include "tests/transcripts/player.hpp"

namespace sluice::test {
namespace {

using channels::Closure;
using channels::LossReason;

/// What is wrong with the transcript, or with what the session did.
struct Mistake : std::runtime_error {
  using std::runtime_error::runtime_error;
};

int number_in(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size())
    throw Mistake(fmt::format("'{}' is not a number", text));
  return value;
}

/// `500ms`, `30s`, `5m`.
Duration duration_in(std::string_view text) {
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const int value = digits == 0 ? 0 : number_in(text.substr(0, digits));
  const auto unit = digits == 0 ? "" : text.substr(digits);
  if (unit == "ms") return std::chrono::milliseconds(value);
  if (unit == "s") return std::chrono::seconds(value);
  if (unit == "m") return std::chrono::minutes(value);
  throw Mistake(fmt::format("'{}' is not a duration", text));
}

std::vector<std::string> words_in(const std::string& text) {
  std::istringstream words{text};
  return {std::istream_iterator<std::string>{words}, {}};
}

constexpr std::string_view try_after = "try after ";

/// Whether no WebSocket came about.
bool is_refusal(const std::string& how) {
  return how == "unreachable" || how.starts_with(try_after);
}

/// `4201`, `without a code`, `broken`, `unreachable`, `try after 30s`.
Closure closure_in(const std::string& text) {
  if (text.starts_with(try_after))
    return {LossReason::dial_failed, {}, text, duration_in(text.substr(try_after.size()))};
  if (text == "without a code") return {LossReason::closed, {}, text};
  if (text == "broken") return {LossReason::transport, {}, text};
  if (text == "unreachable") return {LossReason::dial_failed, {}, text};
  return {LossReason::closed, number_in(text), {}};
}

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

  void step(const TranscriptLine& line) {
    const auto setting = settings_words().find(line.word);
    if (setting != settings_words().end()) return setting->second(*this, line.text);
    if (!player_) player_.emplace(settings_);
    const auto stimulus = stimuli().find(line.word);
    if (stimulus != stimuli().end()) {
      if (line.word != "@" && line.word != "!") expect_nothing_more();
      return stimulus->second(*this, line.text);
    }
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

  static const Words& settings_words();
  static const Words& stimuli();
  static const Words& questions();

  void expect(const std::string& line) {
    auto& done = player_->done();
    if (done.empty()) throw Mistake("it did nothing instead of: " + line);
    if (!same(line, done.front())) throw Mistake("it did: " + done.front());
    done.pop_front();
  }

  /// The WebSocket stands; what was dialled is the rest of the line.
  void stand(const std::string& how) {
    expect(how.empty() ? "@" : "@ " + how);
    expect_nothing_more();
    player_->stand();
  }

  void close(const std::string& how) {
    if (is_refusal(how)) expect("@");
    expect_nothing_more();
    player_->close(closure_in(how));
  }

  void answer(const std::string& text) {
    const auto [channel, rest] = first_word(text);
    const auto [status, body] = first_word(rest);
    if (!player_->answer(channel, static_cast<unsigned>(number_in(status)), body))
      throw Mistake("nobody asked for " + channel);
  }

  void publish(const std::string& text) {
    const auto [channel, rest] = first_word(text);
    const auto [name, data] = first_word(rest);
    player_->publish({.channel = channel, .name = name, .data = data});
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
  std::optional<Player> player_;
};

const Replay::Words& Replay::settings_words() {
  static const Words words{
      {"wants", [](Replay& it, auto& text) { it.settings_.channels = words_in(text); }},
      {"uses",
       [](Replay& it, auto& text) {
         const auto [what, value] = first_word(text);
         if (what == "tls") {
           it.settings_.reconnect.tls = true;
         } else if (what == "signin") {
           it.settings_.signin.wanted = true;
         } else if (what == "activity") {
           it.settings_.activity_timeout = duration_in(value);
         } else if (what == "cache_replays") {
           it.settings_.skip_unchanged_replays = value == "skip_unchanged";
         } else {
           throw Mistake(fmt::format("there is no setting '{}'", what));
         }
       }},
  };
  return words;
}

const Replay::Words& Replay::stimuli() {
  static const Words words{
      {"@", [](Replay& it, auto& text) { it.stand(text); }},
      {"<", [](Replay& it, auto& text) { it.player_->receive(text); }},
      {"~", [](Replay& it, auto&) { it.player_->receive_other(); }},
      {"!", [](Replay& it, auto& text) { it.close(text); }},
      {"+",
       [](Replay& it, auto& text) {
         it.player_->pass(text == "next try" ? it.player_->delay() : duration_in(text));
       }},
      {"answer", [](Replay& it, auto& text) { it.answer(text); }},
      {"subscribe", [](Replay& it, auto& text) { it.player_->subscribe(text); }},
      {"unsubscribe", [](Replay& it, auto& text) { it.player_->unsubscribe(text); }},
      {"publish", [](Replay& it, auto& text) { it.publish(text); }},
      {"stop", [](Replay& it, auto&) { it.player_->stop(); }},
  };
  return words;
}

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
