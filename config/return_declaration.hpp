#pragma once

#include "config/connector_type.hpp"
#include "config/dead_letter_declaration.hpp"
#include "config/fields.hpp"
#include "config/return_config.hpp"

// The sections of the way back in the file. See config/declaration.hpp.
namespace sluice::config {

template <class Visitor>
void fields(Visitor& visit, Window& window) {
  visit("max_messages", window.max_messages,
        "Messages received and not yet dealt with; when there are so many the source is paused. At "
        "a stop they have four fifths of `drain_timeout` to leave, at `client_events.rate` a "
        "second; what MQTT had left is lost. More of them help a source whose broker is far.",
        Range{1, 1'000'000});
  visit("max_bytes", window.max_bytes, "The memory they may take before the source is paused.",
        Range{1024, std::int64_t{4} << 30});
}

template <class Visitor>
void fields(Visitor& visit, Source& source) {
  visit("type", source.type, "The kind of broker; decides which other keys there are.", Required{});
  visit("window", source.window, "How much may be under way at one time.");
  visit.settings_of(ConnectorRole::source, source.type, source.settings);
}

template <class Visitor>
void fields(Visitor& visit, ReturnMatch& match) {
  visit("topic", match.topic, "Pattern with `*` and `?`; any by default.", Example{R"("cmd.*")"});
  visit("key", match.key, "Pattern with `*` and `?`; any by default.");
  visit("headers", match.headers,
        "Patterns by the name of a header (Kafka) or user property (MQTT 5); each of them must be "
        "there and match.",
        Example{R"({type: "order.*"})"});
}

template <class Visitor>
void fields(Visitor& visit, Return& back) {
  visit("name", back.label, "Its label in metrics; by default `return-1` and so on.",
        Example{"orders"});
  visit("from", back.from, "Name of a source.", Required{});
  visit("match", back.match, "Which messages; all of them when left out.");
  visit("to", back.to,
        "Name of a connection, or a list: the channels are then shared out among those that "
        "subscribe to them.",
        Required{}, OneOrMany{}, Example{"[market, second]"});
  visit(
      "channel", back.channel,
      "Channel of the event, made of text and `{topic}`, `{topic:N}` (its N-th part from 1, from "
      "the end when negative), `{key}`, `{header:NAME}`, `{json:/pointer}`. With `|decode`, as in "
      "`{topic:2|decode}`, the value that a route encoded as a level of an MQTT topic.",
      Required{}, Example{R"("private-{topic:2}")"});
  visit("event", back.event,
        "Name of the event, made like the channel. `client-` is put in front where it is missing "
        "and `publish` is `client_event`.",
        Required{}, Example{R"("{header:type}")"});
  visit("binary", back.binary,
        "What becomes of a payload that is not UTF-8 text: refused, or sent as Base64.");
  visit("wrap_text", back.wrap_text,
        "Name of a field. A payload that is neither a JSON object nor a list is then sent as an "
        "object with that field: `on` becomes `{\"value\":\"on\"}`. Reverb refuses client events "
        "whose "
        "data is text or a number. Without it the data is what the payload is.",
        Example{"value"});
  visit("publish", back.publish,
        "How: as a client event on the connection, which must be subscribed to the channel; or "
        "through the Channels HTTP API, which needs `api` at the connection.");
  visit("ttl", back.ttl, "Messages older than this are dropped; without it none is.",
        Range{1, std::int64_t{366} * 24 * 3'600'000}, Example{"30s"});
  visit("patience", back.patience,
        "How long an event waits for its channel to be subscribed before it is given up.",
        Range{0, 86'400'000});
  visit("latest_only", back.latest_only,
        "Of the events of one key that wait, send the last only. For topics that carry a state. "
        "The topic stands for a key where there is none.");
  visit("own_records", back.own_records,
        "What becomes of records that this gateway wrote itself, which it knows by their header "
        "`sluice-origin`. To send them may go round for ever.");
  visit("dead_letter", back.dead_letter,
        "Where messages go that can never be sent; without it they are counted and dropped.");
}

}  // namespace sluice::config
