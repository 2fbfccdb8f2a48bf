#include "gateway/app/silence.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <vector>

#include "config/did_you_mean.hpp"
#include "config/problem.hpp"
#include "config/visible_text.hpp"
#include "gateway/app/time_span.hpp"

namespace sluice::app {
namespace {

using Json = nlohmann::json;

/// The texts may be a peer's.
std::string text_at(const Json& object, const char* key) {
  return object.contains(key) ? config::visible(object.at(key).get<std::string>()) : "";
}

std::optional<std::int64_t> seconds_at(const Json& object, const char* key) {
  return object.contains(key) ? std::optional{object.at(key).get<std::int64_t>()} : std::nullopt;
}

std::string line(std::string_view name, std::string_view what) {
  return fmt::format("  {:<13} {}\n", name, what);
}

std::string state_line(std::string_view name, const Json& thing, const char* lasting_key) {
  std::string what = text_at(thing, "state");
  if (const auto lasting = seconds_at(thing, lasting_key)) what += " for " + span(*lasting);
  const auto problem = text_at(thing, "problem");
  return line(name, problem.empty() ? what : fmt::format("{}: {}", what, problem));
}

std::string loss_line(const Json& loss) {
  std::string what = fmt::format("{} ago: {}", span(loss.at("seconds_ago").get<std::int64_t>()),
                                 text_at(loss, "reason"));
  if (const auto code = seconds_at(loss, "code")) what += fmt::format(" {}", *code);
  const auto detail = text_at(loss, "detail");
  return line("last closure", detail.empty() ? what : fmt::format("{}, {}", what, detail));
}

std::string gap_line(const Json& gap) {
  std::string what = span(gap.at("seconds").get<std::int64_t>()) + ", " + text_at(gap, "reason");
  if (gap.contains("loss")) what += fmt::format(" ({})", text_at(gap, "loss"));
  const auto ended = seconds_at(gap, "ended_seconds_ago");
  if (ended) what += fmt::format(", over for {}", span(*ended));
  return line(ended ? "last gap" : "gap", what);
}

std::string facts(const Json& connection, const Json& channel) {
  std::string text = state_line("connection", connection, "connected_seconds");
  if (connection.contains("last_loss")) text += loss_line(connection.at("last_loss"));
  text += state_line("channel", channel, "subscribed_seconds");
  if (channel.contains("last_authorization")) {
    const Json& last = channel.at("last_authorization");
    text += line("authorization", fmt::format("{} {} ago", text_at(last, "result"),
                                              span(last.at("seconds_ago").get<std::int64_t>())));
  }
  if (channel.contains("gap")) text += gap_line(channel.at("gap"));
  const auto event = seconds_at(channel, "last_event_seconds_ago");
  return text + line("last event", event ? span(*event) + " ago" : "none");
}

std::string because(std::string_view what, const Json& thing) {
  const auto problem = text_at(thing, "problem");
  return fmt::format("{}{}{}.\n", what, problem.empty() ? "" : ": ", problem);
}

/// Of a channel that is not subscribed.
std::string why_not_subscribed(const Json& channel) {
  const auto state = text_at(channel, "state");
  if (state == "authorizing") return "The auth endpoint has not answered yet.\n";
  if (state == "subscribing") return "The server has not acknowledged the subscription yet.\n";
  return because("The channel is not subscribed", channel);
}

/// Empty where events come.
std::string why_no_event(const Json& connection, const Json& channel) {
  if (text_at(connection, "state") != "connected") {
    return because("The connection is not up, so that nothing comes", connection);
  }
  const auto subscribed = seconds_at(channel, "subscribed_seconds");
  if (!subscribed) return why_not_subscribed(channel);
  const auto event = seconds_at(channel, "last_event_seconds_ago");
  if (event && *event <= *subscribed) return "";
  return fmt::format(
      "The channel is subscribed, and in {} the server has sent no event of it: nobody publishes "
      "there, or in another app or under another name. Names are case-sensitive.\n",
      span(*subscribed));
}

/// Empty where every sink is up.
std::string sinks_that_are_down(const Json& status) {
  std::string text;
  for (const Json& sink : status.at("sinks")) {
    if (text_at(sink, "state") != "down") continue;
    text += fmt::format("Sink {} is down, and holds {} records", text_at(sink, "sink"),
                        sink.at("records").get<std::int64_t>());
    if (sink.contains("last_error")) text += ": " + text_at(sink.at("last_error"), "text");
    text += ".\n";
  }
  return text;
}

Silence conclude(const Json& status, const Json& connection, const Json& channel) {
  Silence silence{.text = facts(connection, channel)};
  if (const auto why = why_no_event(connection, channel); !why.empty()) {
    silence.text += why;
    return silence;
  }
  const auto down = sinks_that_are_down(status);
  silence.flows = down.empty();
  silence.text += fmt::format(
      "Events come. Which records they become: sluice explain CONFIG --channel {} --event NAME\n{}",
      text_at(channel, "channel"), down);
  return silence;
}

/// No connection has the channel.
std::string why_unknown(const Json& status, std::string_view channel) {
  std::vector<std::string> names;
  for (const Json& connection : status.at("connections")) {
    for (const Json& each : connection.at("channels")) names.push_back(text_at(each, "channel"));
  }
  std::string text = fmt::format(
      "No connection subscribes to {}{}: it stands under the channels of "
      "none in the configuration that runs.\n",
      config::quoted(channel), config::did_you_mean(channel, {names.begin(), names.end()}));
  const Json& config = status.at("config");
  if (config.contains("last_reload")) {
    text += fmt::format("The last reload: {}.\n", text_at(config.at("last_reload"), "result"));
  }
  return text;
}

}  // namespace

Silence why_silent(std::string_view status, std::string_view channel) try {
  const Json json = Json::parse(status);
  Silence all;
  for (const Json& connection : json.at("connections")) {
    for (const Json& each : connection.at("channels")) {
      if (each.at("channel") != channel) continue;
      const auto one = conclude(json, connection, each);
      all.flows = all.flows || one.flows;
      all.text += fmt::format("{} on connection {}\n{}", config::visible(channel),
                              text_at(connection, "connection"), one.text);
    }
  }
  if (all.text.empty()) all.text = why_unknown(json, channel);
  for (const Json& shard : json.at("silent_shards")) {
    all.text += fmt::format("Shard {} does not answer: what it has is missing.\n", shard.dump());
  }
  return all;
} catch (const Json::exception&) {
  throw std::runtime_error("the answer is not one of sluice");
}

}  // namespace sluice::app
