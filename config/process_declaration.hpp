#pragma once

#include "config/fields.hpp"
#include "config/gateway_config.hpp"

// The keys that are about the process as a whole: the admin pages and the log.
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
void fields(Visitor& visit, Admin& admin) {
  visit("listen", admin.listen,
        "Address of `/metrics`, `/livez`, `/readyz` and `/startupz`, as host:port; port 0 is any "
        "free one. `[::]` takes clients of IPv4 as well.",
        NeedsRestart{}, Example{"[::]:9464"});
  visit("ready", admin.ready, "What `/readyz` demands.");
}

template <class Visitor>
void fields(Visitor& visit, Logging& log) {
  visit("level", log.level, "The least serious line that is written.");
  visit("format", log.format, "How lines are written to standard error.");
}

}  // namespace sluice::config
