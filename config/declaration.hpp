#pragma once

#include "config/checks.hpp"
#include "config/fields.hpp"
#include "config/gateway_config.hpp"
#include "config/process_declaration.hpp"
#include "config/return_declaration.hpp"
#include "config/route_declaration.hpp"

// The gateway's own sections in the file: the one place with each key, its meaning, its default and
// its range. See config/fields.hpp.
namespace sluice::config {

template <class Visitor>
void fields(Visitor& visit, Tls& tls) {
  visit("verify", tls.verify,
        "Check the peer's certificate and its name. Switch off for experiments only: anyone on "
        "the way can then read and change what is relayed.");
  fields(visit, static_cast<TlsFiles&>(tls));
  visit("server_name", tls.server_name,
        "Name to ask for (SNI) and to verify, where it is not the host of the URL.");
}

template <class Visitor>
void fields(Visitor& visit, Backoff& backoff) {
  visit("initial", backoff.initial,
        "Upper bound of the first pause; it doubles with every failure, and each pause is a "
        "random part of its bound.",
        Range{10, 3'600'000});
  visit("max", backoff.max, "Where the doubling ends.", Range{10, 3'600'000});
  visit("stable_after", backoff.stable_after,
        "A session that lived this long makes the next pause start at `initial` again.",
        Range{0, 3'600'000});
  visit("refused_retry", backoff.refused_retry,
        "The pause after a code of 4001 to 4099, by which the server will not have this client as "
        "it is: an unknown key, a quota. 0s: it is not tried again.",
        Range{0, 86'400'000});
}

template <class Visitor>
void proxy_field(Visitor& visit, Secret& proxy) {
  visit("proxy", proxy,
        "HTTP proxy that makes a tunnel to it: `http://`, perhaps `user:password@`, host and port. "
        "`none`: none, whatever `HTTPS_PROXY` or `HTTP_PROXY` of the environment names.",
        Example{"http://${PROXY_LOGIN}@proxy.internal:3128"});
}

/// The keys of every endpoint besides its URL.
template <class Visitor>
void endpoint_fields(Visitor& visit, AuthEndpoint& auth) {
  visit("headers", auth.headers,
        "Headers of each request to the endpoint. A file they name is read again for each, so that "
        "a token may be replaced.",
        Example{R"({Authorization: "Bearer ${file:/run/secrets/auth-token}"})"});
  visit("params", auth.params,
        "Further form fields of each request to the endpoint, their files read again for each.");
  visit("tls", auth.tls, "TLS towards the endpoint.");
  proxy_field(visit, auth.proxy);
  visit("timeout", auth.timeout, "One request, from dialling to the whole answer.",
        Range{10, 300'000});
  visit("max_concurrent", auth.max_concurrent,
        "Requests to the endpoint at one time, by all connections of a shard that ask it with "
        "the same settings.",
        Range{1, 1000});
  visit("max_answer", auth.max_answer, "A larger answer is refused.", Range{1024, 16 << 20});
}

template <class Visitor>
void fields(Visitor& visit, Auth& auth) {
  visit("endpoint", auth.endpoint,
        "URL that authorises private and presence channels: asked by POST with `socket_id` and "
        "`channel_name`. Either this or `secret`.",
        Example{"https://auth.internal/pusher/auth"});
  endpoint_fields(visit, auth);
  visit("batch", auth.batch,
        "Channels in one request. With more than 1 the endpoint is asked with `channel_name[0]`, "
        "`channel_name[1]`, … and answers with an object by channel.",
        Range{1, 1000});
  visit("secret", auth.secret,
        "The app's secret: channels are signed here, without an endpoint. Either this or "
        "`endpoint`.",
        Example{"${PUSHER_SECRET}"});
  visit("user_id", auth.user_id, "With `secret`: who the gateway is on presence channels.");
  visit("user_info", auth.user_info,
        "With `secret`: a JSON object that other members of presence channels see.",
        Example{R"('{"name": "sluice"}')"});
  visit("encryption_master_key", auth.encryption_master_key,
        "With `secret`: the app's master key, 32 bytes in base64, of which the keys of encrypted "
        "channels are made. An endpoint answers with those itself.",
        Example{"${PUSHER_MASTER_KEY}"});
}

template <class Visitor>
void fields(Visitor& visit, User& user) {
  visit("endpoint", user.endpoint,
        "URL that authenticates the user: asked by POST with `socket_id`. Either this or `id`.",
        Example{"https://auth.internal/pusher/user-auth"});
  endpoint_fields(visit, user);
  visit("id", user.id,
        "With `auth.secret`: the user's id, signed here, without an endpoint. Either this or "
        "`endpoint`.",
        Example{"gateway-1"});
  visit("info", user.info, "With `id`: a JSON object about the user.",
        Example{R"('{"name": "sluice"}')"});
  visit("watchlist", user.watchlist,
        "With `id`: ids of users whose coming and going the server tells, at most 100.",
        Example{"[ann, ben]"});
}

template <class Visitor>
void fields(Visitor& visit, ClientEvents& limits) {
  visit("rate", limits.rate,
        "Events a second; what the server allows. Pusher: 10. More are refused, and delay those "
        "after them.",
        Range{0, 1'000'000});
  visit("burst", limits.burst, "Events that may go at once after a quiet time.",
        Range{1, 1'000'000});
  visit("max_bytes", limits.max_bytes, "The largest data of an event that the server takes.",
        Range{1, 64 << 20});
  visit("confirm", limits.confirm,
        "When an event counts as published, as the protocol has no acknowledgement: when the "
        "server has answered a ping sent after it, or when it is written to the socket.");
}

template <class Visitor>
void fields(Visitor& visit, Presence& presence) {
  visit("max_members", presence.max_members,
        "Members that are kept, on all presence channels of the connection. News of others is "
        "relayed all the same, but not that they were gone after a reconnect.",
        Range{0, 100'000'000});
  visit("max_bytes", presence.max_bytes, "The memory they may take.", Range{0, 1 << 30});
}

template <class Visitor>
void fields(Visitor& visit, Api& api) {
  visit("url", api.url, "By default `https://api-CLUSTER.pusher.com`.",
        Example{"http://soketi.internal:6001"});
  visit("app_id", api.app_id, "The app's id.", Required{}, Example{R"("42")"});
  visit("secret", api.secret, "The app's secret, which signs each request.", Required{},
        Example{"${PUSHER_SECRET}"});
  visit("timeout", api.timeout, "One request, from dialling to the whole answer.",
        Range{10, 300'000});
  visit("tls", api.tls, "TLS towards the API.");
  proxy_field(visit, api.proxy);
}

template <class Visitor>
void fields(Visitor& visit, Connection& connection) {
  visit("cluster", connection.cluster,
        "Pusher's cluster, for `wss://ws-CLUSTER.pusher.com`. Either this or `url`.",
        Example{"eu"});
  visit("url", connection.url,
        "Channels server: `ws://` or `wss://`, host, and perhaps a port, a path prefix and "
        "parameters "
        "of the query (not `protocol`, `client`, `version` and `flash`, which the gateway sets).",
        Example{"wss://ws.example.org:443/prefix"});
  visit("key", connection.key, "The app's key.", Required{}, Example{"${PUSHER_KEY}"});
  visit("auth", connection.auth, "How private and presence channels are authorised.");
  visit("user", connection.user,
        "Sign in as this user: for the events that the server sends to the user, and those of the "
        "watchlist.");
  visit("tls", connection.tls, "TLS towards the Channels server.");
  proxy_field(visit, connection.proxy);
  visit("headers", connection.headers,
        "Headers of the WebSocket upgrade, `Origin` included; `Host` and `User-Agent` replace the "
        "gateway's own. A `${file:…}` in them is read whenever it connects.");
  visit("channels", connection.channels,
        "What to subscribe to: public names, `private-…`, `private-encrypted-…` and `presence-…`.",
        Example{"[trades, private-orders, presence-desk]"});
  visit("encrypted", connection.encrypted,
        "Whether the events of `private-encrypted-…` channels are decrypted here, or relayed as "
        "the ciphertext that they are. What cannot be decrypted has the kind `undecryptable`.");
  visit("cache_replays", connection.cache_replays,
        "What becomes of the last event of a cache channel, which the server gives again at each "
        "subscription: relayed and marked as a replay, or passed over where it is the one that "
        "came before it.");
  visit("handshake_timeout", connection.handshake_timeout,
        "From dialling until the server said `connection_established`.", Range{10, 600'000});
  visit("activity_timeout", connection.activity_timeout,
        "Silence after which the gateway pings; the server may ask for less.",
        Range{10, 3'600'000});
  visit("pong_timeout", connection.pong_timeout,
        "Silence after a ping that ends the session and dials anew.", Range{10, 600'000});
  visit("subscribe_timeout", connection.subscribe_timeout,
        "A subscription not acknowledged by then is tried again.", Range{10, 600'000});
  visit("max_message", connection.max_message, "A longer message is skipped and counted.",
        Range{1024, 64 << 20});
  visit("presence", connection.presence, "How much is kept of the members of presence channels.");
  visit("reconnect", connection.reconnect, "The pauses between attempts to connect.");
  visit("client_events", connection.client_events, "How returns may publish on the connection.");
  visit("api", connection.api, "The HTTP API, for returns that publish through it.");
}

template <class Visitor>
void fields(Visitor& visit, Outbox& outbox) {
  visit("max_records", outbox.max_records, "Records that wait for the broker, per shard.",
        Range{1, 100'000'000});
  visit("max_bytes", outbox.max_bytes, "The memory they may take, per shard.",
        Range{1024, std::int64_t{64} << 30});
  visit("when_full", outbox.when_full,
        "What gives way: the oldest record, the new one, or reading from the connections "
        "(`block`; a Channels server drops slow readers). What is dropped is counted.");
}

template <class Visitor>
void fields(Visitor& visit, Sink& sink) {
  visit("type", sink.type, "The kind of broker; decides which other keys there are.", Required{});
  visit("outbox", sink.outbox, "The bounded queue in front of the broker.");
  visit.settings_of(ConnectorRole::sink, sink.type, sink.settings);
}

template <class Visitor>
void fields(Visitor& visit, Gateway& gateway) {
  visit("connections", gateway.connections, "Where events come from, by name.", Required{});
  visit("sinks", gateway.sinks, "Where records go, by name.");
  visit("routes", gateway.routes,
        "Which events become which records, in order. There must be routes, or returns.");
  visit("route_mode", gateway.route_mode,
        "Whether an event takes every route that matches, or the first only.");
  visit("sources", gateway.sources, "Where messages for the way back come from, by name.");
  visit("returns", gateway.returns, "Which messages become which events.");
  visit("origin", gateway.origin,
        "What marks this gateway's own records, so that returns can skip them. Gateways that "
        "share a topic and should not hear each other have the same.");
  visit("journal", gateway.journal,
        "Keeps what the outboxes hold on disk as well, so that it outlives the process. Without it "
        "the outboxes are memory.",
        NeedsRestart{});
  visit("admin", gateway.admin, "The HTTP server for metrics and probes.");
  visit("log", gateway.log, "What is logged, and how.", NeedsRestart{});
  visit("shards", gateway.shards,
        "Threads that share the connections; 0: one less than there are cores, at least one.",
        Range{0, 256}, NeedsRestart{});
  visit("connect_rate", gateway.connect_rate,
        "Connects a second to one server, host and port, from this process; 0: no limit. Many "
        "connections that lose their server then come back smoothly, and a server that takes only "
        "so many from one address is not asked for more. Shared out among the shards.",
        Range{0, 1'000'000}, NeedsRestart{});
  visit("drain_timeout", gateway.drain_timeout,
        "At SIGTERM: how long records may still be handed to the brokers.", Range{0, 3'600'000});
}

}  // namespace sluice::config
