#pragma once

#include "config/fields.hpp"
#include "config/gateway_config.hpp"

// The keys for the process as a whole: the journal, the admin pages and the log.
namespace sluice::config {

template <class Visitor>
void fields(Visitor& visit, Ready& ready) {
  visit("connections", ready.connections, "How many connections must be up.");
  visit("channels", ready.channels,
        "How many of the wanted channels must be subscribed, on the connections that are up. One "
        "that the server or the auth endpoint refuses keeps the process from being ready, and a "
        "rollout from going on.");
  visit("sinks", ready.sinks, "How many sinks must be up.");
  visit("sources", ready.sources,
        "How many sources must be up. None by default: what a source cannot read waits at its "
        "broker.");
}

template <class Visitor>
void fields(Visitor& visit, AdminTls& tls) {
  visit("certificate_file", tls.certificate_file,
        "PEM file with the server's certificate, and those between it and its authority.",
        Required{}, Example{"/run/secrets/sluice/tls.crt"});
  visit("key_file", tls.key_file, "PEM file with its private key, without a password.", Required{},
        Example{"/run/secrets/sluice/tls.key"});
}

template <class Visitor>
void fields(Visitor& visit, Admin& admin) {
  visit("listen", admin.listen,
        "Address of `/metrics`, `/livez`, `/readyz` and `/startupz`, as host:port; port 0 is any "
        "free one. `[::]` takes clients of IPv4 as well.",
        NeedsRestart{}, Example{"[::]:9464"});
  visit("token", admin.token,
        "What a request from another machine has to show for anything but probes and `/metrics`, "
        "as `Authorization: Bearer TOKEN`; none: nothing else is answered there. A file is read "
        "again for each such request.",
        Example{"${file:/run/secrets/sluice/admin-token}"});
  visit("hosts", admin.hosts,
        "Names that a request over loopback may have in its header `Host`, besides localhost and "
        "the address where it arrives. Any other may be one that a foreign web page has made lead "
        "to this machine.",
        Example{"[gateway.internal]"});
  visit("tls", admin.tls,
        "Speak HTTPS instead of HTTP. Both files are read again for each client.");
  visit("ready", admin.ready, "What `/readyz` demands.");
}

template <class Visitor>
void fields(Visitor& visit, Logging& log) {
  visit("level", log.level, "The least serious line that is written.");
  visit("format", log.format, "How lines are written to standard error.");
}

template <class Visitor>
void fields(Visitor& visit, Journal& journal) {
  visit(
      "path", journal.path,
      "Folder for what the outboxes hold, and for what MQTT sources have received and not sent "
      "back; it is made where its parent is there. One process uses it at a time. The payloads of "
      "encrypted channels lie there decrypted.",
      Required{}, Example{"/var/lib/sluice"});
  visit("max_bytes", journal.max_bytes,
        "How much one sink's outbox may hold on each shard: the records beyond three quarters of "
        "`outbox.max_records` and `outbox.max_bytes` are on disk only. At this bound "
        "`outbox.when_full` applies.",
        Range{1 << 20, std::int64_t{1} << 44});
  visit("max_age", journal.max_age,
        "Records that arrived longer ago than this, by the clock of the machine, and are not under "
        "way to their broker are dropped, and counted as `too_old`. 0s: no bound.",
        Range{0, std::int64_t{366} * 24 * 3600 * 1000}, Example{"24h"});
  visit("segment_bytes", journal.segment_bytes,
        "Size of a file. A record that does not fit into one is dropped as too large. Each sink "
        "needs two to five of them for every shard, beside `max_bytes`.",
        Range{1 << 20, 1 << 30});
  visit("sync_interval", journal.sync_interval,
        "Pause between two syncs: what was received since the last may be lost by a power cut. 0s: "
        "each sync begins when the last is done.",
        Range{0, 60'000});
  visit("on_error", journal.on_error,
        "When the disk fails or is full: go on with records in memory only, and say so, or drain "
        "what can be drained and end with exit status 1. A full disk is used again when there is "
        "room.");
}

}  // namespace sluice::config
