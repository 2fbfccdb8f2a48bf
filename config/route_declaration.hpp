#pragma once

#include "config/dead_letter_declaration.hpp"
#include "config/fields.hpp"
#include "config/gateway_config.hpp"

// The sections of the routes in the file. See config/declaration.hpp.
namespace sluice::config {

template <class Visitor>
void fields(Visitor& visit, Exclusion& excluded) {
  visit("channel", excluded.channel,
        "Pattern, or a list of them; no channel that matches is taken.", OneOrMany{},
        Example{"private-internal-*"});
}

template <class Visitor>
void fields(Visitor& visit, Match& match) {
  visit("connection", match.connection, "Name of a connection; any by default.");
  visit("channel", match.channel,
        "Pattern with `*` and `?`, or a list of which one has to match; any by default.",
        OneOrMany{}, Example{"[private-*, trades]"});
  visit("event", match.event, "Pattern with `*` and `?`; any by default.");
  visit("kind", match.kind,
        "What sort of event, one or a list. By default `message` (published by a server), `client` "
        "(sent by a client), `user` (sent to the user signed in as) and `presence` (members who "
        "join and leave); the others have to be named.",
        OneOrMany{}, Example{"[message, client]"});
  visit("not", match.excluded, "Events that are left out of all that.");
}

template <class Visitor>
void fields(Visitor& visit, CloudEvents& attributes) {
  visit("source", attributes.source, "Where events come from; made like the topic.");
  visit("type", attributes.type, "What sort of event it is; made like the topic.");
}

template <class Visitor>
void fields(Visitor& visit, Route& route) {
  visit("match", route.match, "Which events; all of them when left out.");
  visit("to", route.to, "Name of a sink.", Required{});
  visit("topic", route.topic,
        "Topic of the record, made of text and `{connection}`, `{channel}`, `{event}`, `{kind}`, "
        "`{user_id}`. Towards MQTT a value is one level of the topic: `/`, `+`, `#`, `%`, control "
        "characters and noncharacters in it become `%2F` and so on, unless it is written as "
        "`{user_id|raw}`.",
        Required{}, Example{"channels.{connection}"});
  visit("key", route.key,
        "Key of the record, made like the topic. Records of one key keep their order; empty: no "
        "key. By default `{channel}`, and of a table `{connection}/{channel}/{user_id}`.");
  visit("format", route.format,
        "`raw`: the event's data, byte for byte. `json`: one object with everything known of the "
        "event. `cloudevents`: a CloudEvent 1.0 in structured mode. `cloudevents_binary`: one in "
        "binary mode, its attributes headers (Kafka) or user properties (MQTT 5).");
  visit("data", route.data,
        "What `format: json` makes of data that is a string with JSON in it, as servers send it. "
        "`as_sent`: that string. `parsed`: the JSON itself, byte for byte, as CloudEvents do; any "
        "other string stays one. See docs/payloads.md.");
  visit("cloudevents", route.cloudevents, "What CloudEvents say of themselves.");
  visit("headers", route.headers,
        "Headers of the record (Kafka) or user properties (MQTT 5), by name; each made like the "
        "topic.",
        Example{R"({channel: "{channel}"})"});
  visit("origin", route.origin,
        "Mark the record as this gateway's with a header `sluice-origin`. Done in any case where "
        "a return of this file may read what the route writes. MQTT 3.1.1 cannot carry it.");
  visit("table", route.table,
        "Keep the members of presence channels: who joins is written, who leaves is deleted, as a "
        "tombstone of a compacted topic (Kafka) or as a retained message (MQTT). Takes "
        "`presence.joined` and `presence.left`. Kafka finds a member's row by the key, MQTT by "
        "the topic.");
  visit("own_member", route.own_member,
        "Whether the gateway itself, a member of each presence channel that it subscribes to, has "
        "a row in the table; with `false` a row that it has is deleted.");
  visit("dead_letter", route.dead_letter,
        "Where records go that the broker will never take; without it they are counted and "
        "dropped. A record counts as dead-lettered when the outbox of that sink has the letter, "
        "with a journal on disk. Letters get no dead letters.");
  visit("allow_unconfined_topic", route.allow_unconfined_topic,
        "Allow a topic that does not begin with fixed text, although whoever names the channels "
        "then chooses the topic.");
}

}  // namespace sluice::config
