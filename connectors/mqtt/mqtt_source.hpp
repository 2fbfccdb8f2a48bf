#pragma once

#include <memory>

#include "connectors/connector.hpp"
#include "connectors/mqtt/mqtt_sink_settings.hpp"
#include "connectors/mqtt/mqtt_source_settings.hpp"

namespace sluice::connectors {

/// A source of an MQTT broker.
///
/// Paho acknowledges a message when it arrives, before the listener has it. With an inbox the
/// message is written there first: a crash or `kill -9` loses nothing, and the next process hands
/// on what is not settled before anything new. A power cut loses what was acknowledged since the
/// last sync of the inbox. When that is full, the connection ends before the acknowledgement, and
/// the source stays away until there is room.
///
/// Without an inbox, settle() only gives the message's bytes back. So the end of the process
/// without a stop loses the messages that had arrived and were not published: at most the source's
/// window, and those that were under way when the window filled. Messages that the broker had not
/// sent by then stay in the client's session there, up to `session_expiry` and the broker's own
/// limits. With QoS 0 the broker keeps nothing. A stop in order takes leave of the broker first,
/// and settles the messages that have arrived.
///
/// Throws std::runtime_error that names the setting it cannot use. Does not wait for the broker.
[[nodiscard]] std::unique_ptr<Source> make_mqtt_source(const MqttSourceSettings& settings,
                                                       SourceContext context);

/// Whether both are at the same broker and a filter of the source may bring a topic of the glob.
[[nodiscard]] bool may_read(const MqttSourceSettings& source, const MqttSinkSettings& sink,
                            std::string_view topic_glob);

}  // namespace sluice::connectors
