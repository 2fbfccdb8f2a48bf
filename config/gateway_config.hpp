#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/choice_names.hpp"
#include "config/connector_type.hpp"
#include "config/fields.hpp"
#include "config/live_secret.hpp"
#include "config/pem_files.hpp"
#include "config/problem.hpp"
#include "config/return_config.hpp"
#include "config/scalar_types.hpp"

// The typed configuration of one gateway: the checked content of the YAML file. Immutable after the
// start. config/declaration.hpp has the declarations (`fields`) of these structs.
namespace sluice::config {

/// TLS towards a Channels server or an HTTP endpoint.
struct Tls : TlsFiles {
  bool verify = true;
  std::string server_name;  ///< for SNI and for the certificate check; default: the host
};

struct Backoff {
  Duration initial{1000};
  Duration max{30'000};
  Duration stable_after{10'000};
  Duration refused_retry{300'000};  ///< 0: never
};

/// An HTTP endpoint for authorisation, and its requests.
struct AuthEndpoint {
  std::string endpoint;  ///< its URL; empty: no endpoint is asked
  std::map<std::string, LiveSecret> headers;
  std::map<std::string, LiveSecret> params;
  Tls tls;
  Secret proxy;  ///< as in Connection
  Duration timeout{5000};
  std::int64_t max_concurrent = 8;
  Bytes max_answer{64 * 1024};
};

struct Auth : AuthEndpoint {
  std::int64_t batch = 1;        ///< channels in one request
  Secret secret;                 ///< signs locally, without an endpoint
  std::string user_id;           ///< with `secret`: our user id on presence channels
  std::string user_info;         ///< with `secret`: JSON text shown to other members
  Secret encryption_master_key;  ///< with `secret`: base64; the keys of encrypted channels are
                                 ///< derived from it
};

/// The user as whom the gateway signs in.
struct User : AuthEndpoint {
  std::string id;                      ///< with `auth.secret`: signs locally, without an endpoint
  std::string info;                    ///< with `id`: JSON text
  std::vector<std::string> watchlist;  ///< with `id`: users whose presence the server reports
};

/// The treatment of the events of encrypted channels.
enum class Encrypted : std::uint8_t { decrypt, relay };
constexpr auto enum_names(const Encrypted*) {
  return std::to_array<EnumName<Encrypted>>(
      {{"decrypt", Encrypted::decrypt}, {"relay", Encrypted::relay}});
}

/// The server's limits for client events on one connection.
struct ClientEvents {
  double rate = 10.0;  ///< events a second
  std::int64_t burst = 10;
  Bytes max_bytes{10 * 1024};
  Confirmation confirm = Confirmation::ping;
};

/// The Channels HTTP API of the connection's app.
struct Api {
  std::string url;  ///< empty: the URL of the connection's cluster
  std::string app_id;
  Secret secret;
  Duration timeout{5000};
  Tls tls;
  Secret proxy;  ///< as in Connection
};

/// The treatment of a cache channel's last event, which the server sends at each subscription.
enum class CacheReplays : std::uint8_t { relay, skip_unchanged };
constexpr auto enum_names(const CacheReplays*) {
  return std::to_array<EnumName<CacheReplays>>(
      {{"relay", CacheReplays::relay}, {"skip_unchanged", CacheReplays::skip_unchanged}});
}

/// The limits of the member lists of one connection's presence channels.
struct Presence {
  std::int64_t max_members = 100'000;
  Bytes max_bytes{32 * 1024 * 1024};
};

struct Connection {
  std::string name;
  std::string cluster;
  std::string url;
  std::string key;
  Auth auth;
  std::optional<User> user;
  Tls tls;
  Secret proxy;  ///< its URL, or `none`; empty: the one that the environment names, if any
  std::map<std::string, LiveSecret> headers;  ///< of the upgrade request, `Origin` included
  std::vector<std::string> channels;
  Encrypted encrypted = Encrypted::decrypt;
  CacheReplays cache_replays = CacheReplays::relay;
  Duration handshake_timeout{15'000};
  Duration activity_timeout{120'000};
  Duration pong_timeout{30'000};
  Duration subscribe_timeout{15'000};
  Bytes max_message{1024 * 1024};
  Presence presence;
  Backoff reconnect;
  ClientEvents client_events;
  std::optional<Api> api;
};

struct Outbox {
  std::int64_t max_records = 100'000;
  Bytes max_bytes{64 * 1024 * 1024};
  OverflowPolicy when_full = OverflowPolicy::drop_oldest;
};

struct Sink {
  std::string name;
  std::string type;
  Outbox outbox;
  ConnectorSettingsPtr settings;  ///< as read by the connector of this type
};

/// Both members are templates.
struct CloudEvents {
  std::string source = "/connections/{connection}";
  std::string type = "sluice.{kind}";
};

/// The events that a route excludes from its matches.
struct Exclusion {
  std::vector<std::string> channel{};  ///< globs
};

struct Match {
  std::string connection;            ///< empty: any
  std::vector<std::string> channel;  ///< globs, at least one of which must match; empty: any
  std::string event;                 ///< glob; empty: any
  std::vector<KindSet> kind;         ///< the union of these; empty: KindSet::usual()
  Exclusion excluded;                ///< written as `not`
};

struct Route {
  Match match;
  std::string to;
  std::string topic;
  /// Template. Empty text: records without a key. No value: the channel, or the key of a table's
  /// row.
  std::optional<std::string> key{};
  Format format = Format::raw;
  DataShape data = DataShape::as_sent;
  CloudEvents cloudevents{};
  std::map<std::string, std::string> headers{};  ///< templates by name
  bool origin = false;                           ///< marks its records as ours in every case
  bool table = false;                            ///< keeps the members of presence channels
  bool own_member = true;                        ///< the gateway's own among them
  std::optional<DeadLetter> dead_letter{};       ///< none: rejected records are counted
  bool allow_unconfined_topic = false;
};

enum class Need : std::uint8_t { all, any, none };
constexpr auto enum_names(const Need*) {
  return std::to_array<EnumName<Need>>(
      {{"all", Need::all}, {"any", Need::any}, {"none", Need::none}});
}

struct Ready {
  Need connections = Need::all;
  Need channels = Need::all;
  Need sinks = Need::all;
  Need sources = Need::none;
};

/// TLS as a server. Both are PEM.
struct AdminTls {
  std::string certificate_file;
  std::string key_file;
};

struct Admin {
  std::string listen = "127.0.0.1:9464";
  LiveSecret token{};                ///< empty: none
  std::vector<std::string> hosts{};  ///< further names of this machine
  std::optional<AdminTls> tls{};     ///< none: plain HTTP
  Ready ready{};
};

struct Logging {
  telemetry::Level level = telemetry::Level::info;
  telemetry::LogFormat format = telemetry::LogFormat::logfmt;
};

/// The reaction to a failure of the journal's disk.
enum class OnDiskError : std::uint8_t { memory, stop };
constexpr auto enum_names(const OnDiskError*) {
  return std::to_array<EnumName<OnDiskError>>(
      {{"memory", OnDiskError::memory}, {"stop", OnDiskError::stop}});
}

/// The place where the outboxes store their records, so that these outlive the process.
struct Journal {
  std::string path;
  Bytes max_bytes{1024 * 1024 * 1024};
  Duration max_age{};  ///< 0: no bound
  Bytes segment_bytes{64 * 1024 * 1024};
  Duration sync_interval{2};
  OnDiskError on_error = OnDiskError::memory;
};

struct Gateway {
  std::vector<Connection> connections;
  std::vector<Sink> sinks;
  std::vector<Route> routes;
  RouteMode route_mode = RouteMode::all;
  std::vector<Source> sources;
  std::vector<Return> returns;
  std::string origin = "sluice";  ///< the mark of our own records
  std::optional<Journal> journal;
  Admin admin;
  Logging log;
  std::int64_t shards = 0;     ///< 0: cores - 1, at least 1
  double connect_rate = 50.0;  ///< connects per second to one server; 0: no limit
  Duration drain_timeout{10'000};
  std::vector<Certificates> certificates;  ///< in the files that it names
  std::vector<Problem> warnings;           ///< allowed values that may be unintended
};

}  // namespace sluice::config
