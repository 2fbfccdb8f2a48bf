#include "tests/support/session_notation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <sstream>

namespace sluice::test {
namespace {

using channels::Closure;
using channels::LossReason;
using channels::SessionSettings;

constexpr std::string_view try_after = "try after ";

int number_in(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size())
    throw NotationError(fmt::format("'{}' is not a number", text));
  return value;
}

std::vector<std::string> words_in(const std::string& text) {
  std::istringstream words{text};
  return {std::istream_iterator<std::string>{words}, {}};
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

void require(bool holds, const char* otherwise) {
  if (!holds) throw NotationError(otherwise);
}

using Settings =
    std::map<std::string_view, std::function<void(SessionSettings&, const std::string&)>>;
using Words = std::map<std::string_view, std::function<void(SessionPlayer&, const std::string&)>>;

const Settings& used() {
  static const Settings words{
      {"tls", [](auto& settings, auto&) { settings.reconnect.tls = true; }},
      {"signin", [](auto& settings, auto&) { settings.signin.wanted = true; }},
      {"activity",
       [](auto& settings, auto& value) { settings.activity_timeout = duration_in(value); }},
      {"cache_replays",
       [](auto& settings, auto& value) {
         settings.skip_unchanged_replays = value == "skip_unchanged";
       }},
  };
  return words;
}

void close(SessionPlayer& player, const std::string& how) {
  require(player.dialling() || player.is_open(), "there is nothing to close");
  player.close(closure_in(how));
}

void answer(SessionPlayer& player, const std::string& text) {
  const auto [channel, rest] = first_word(text);
  const auto [status, body] = first_word(rest);
  const int code = number_in(status);
  require(code >= 100 && code <= 599, "there is no such status");
  if (!player.answer(channel, static_cast<unsigned>(code), body))
    throw NotationError("nobody asked for " + channel);
}

void publish(SessionPlayer& player, const std::string& text) {
  const auto [channel, rest] = first_word(text);
  const auto [name, data] = first_word(rest);
  player.publish({.channel = channel, .name = name, .data = data});
}

const Words& stimuli() {
  static const Words words{
      {"@",
       [](auto& player, auto&) {
         require(player.dialling(), "nothing is dialled");
         player.open();
       }},
      {"<",
       [](auto& player, auto& text) {
         require(player.is_open(), "there is no WebSocket");
         player.receive(text);
       }},
      {"~",
       [](auto& player, auto&) {
         require(player.is_open(), "there is no WebSocket");
         player.receive_other();
       }},
      {"!", close},
      {"+",
       [](auto& player, auto& text) {
         if (text != "next try") return player.pass(duration_in(text));
         require(player.session().next_deadline() != never, "it waits for nothing");
         player.pass(player.delay());
       }},
      {"sleeps", [](auto& player, auto&) { player.fall_asleep(); }},
      {"answer", answer},
      {"subscribe", [](auto& player, auto& text) { player.subscribe(text); }},
      {"unsubscribe", [](auto& player, auto& text) { player.unsubscribe(text); }},
      {"publish", publish},
      {"stop", [](auto& player, auto&) { player.stop(); }},
  };
  return words;
}

}  // namespace

Duration duration_in(std::string_view text) {
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const int value = digits == 0 ? 0 : number_in(text.substr(0, digits));
  const auto unit = digits == 0 ? "" : text.substr(digits);
  if (unit == "ms") return std::chrono::milliseconds(value);
  if (unit == "s") return std::chrono::seconds(value);
  if (unit == "m") return std::chrono::minutes(value);
  throw NotationError(fmt::format("'{}' is not a duration", text));
}

bool is_refusal(std::string_view text) {
  return text == "unreachable" || text.starts_with(try_after);
}

std::pair<std::string, std::string> first_word(std::string_view text) {
  const auto end = std::min(text.find(' '), text.size());
  const auto rest = std::min(end + 1, text.size());
  return {std::string(text.substr(0, end)), std::string(text.substr(rest))};
}

std::vector<NotationLine> parse_notation(std::string_view text) {
  std::vector<NotationLine> parsed;
  std::istringstream lines{std::string(text)};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (line.empty() || line.starts_with('#')) continue;
    auto [word, rest] = first_word(line);
    parsed.push_back({number, std::move(word), std::move(rest)});
  }
  return parsed;
}

bool settle(SessionSettings& settings, const NotationLine& line) {
  if (line.word == "wants") {
    settings.channels = words_in(line.text);
    return true;
  }
  if (line.word != "uses") return false;
  const auto [what, value] = first_word(line.text);
  const auto setting = used().find(what);
  if (setting == used().end()) throw NotationError(fmt::format("there is no setting '{}'", what));
  setting->second(settings, value);
  return true;
}

bool is_stimulus(std::string_view word) {
  return stimuli().contains(word);
}

bool play(SessionPlayer& player, const NotationLine& line) {
  const auto stimulus = stimuli().find(line.word);
  if (stimulus == stimuli().end()) return false;
  stimulus->second(player, line.text);
  return true;
}

}  // namespace sluice::test
