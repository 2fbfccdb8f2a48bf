#include "gateway/app/starter.hpp"

namespace sluice::app {

std::string_view starter() noexcept {
  return R"yaml(# A configuration of Sluice to begin with: one app, one public channel, its events to standard output.
# It is good as it is; a line that is YAML behind its # is what may be added, without the #.
#
# `sluice check FILE` says everything that is wrong with a file, and `sluice run FILE` relays until it is told to stop.
# `sluice explain FILE --channel my-channel --event my-event --data 1` shows what becomes of an event.
# Every key is in docs/config.md.

# Where events come from, each under a name of your own.
connections:
  app:
    cluster: eu                           # or, for another server, url: wss://ws.example.org:443
    key: ${PUSHER_KEY:-your-app-key}      # from the environment; without that, what follows :-
    channels:
      - my-channel
#      - private-orders
#      - presence-desk
    # Private and presence channels need a signature: by the app's secret, or by an endpoint of yours.
#    auth: {secret: "${PUSHER_SECRET}", user_id: sluice}

# Where records go.
sinks:
  out: {type: stdout}
#  events: {type: kafka, brokers: ["kafka:9092"], properties: {compression.type: lz4}}
#  floor: {type: mqtt, url: "mqtts://mqtt:8883", version: 5, qos: 1}

# Which events become which records. An event goes along every route that matches it.
routes:
  - match: {channel: my-channel}          # also: connection, event, kind, not
    to: out
    topic: channels.{connection}
    format: json                          # by default raw: the event's data, byte for byte
#  - match: {channel: "private-*"}
#    to: events
#    topic: channels.{connection}
#    key: "{channel}"                     # the default: a channel stays in order
#  - match: {kind: presence}              # who joins and leaves
#    to: floor
#    topic: presence/{channel}/{user_id}
#    format: json
#  - match: {kind: gap}                   # when a channel was not subscribed, and why
#    to: events
#    topic: channels.gaps

# The way back: messages of a broker become client events.
#sources:
#  commands: {type: kafka, brokers: ["kafka:9092"], group: sluice, topics: [commands]}
#returns:
#  - from: commands
#    to: app
#    channel: private-orders
#    event: "{header:type}"

# What the brokers have not taken yet, also on disk, so that it outlives the process.
#journal: {path: /var/lib/sluice}

# Metrics, probes and the answers to sluice status.
admin: {listen: "127.0.0.1:9464"}
)yaml";
}

}  // namespace sluice::app
