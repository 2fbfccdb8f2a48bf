#pragma once

#include <memory>

#include "connectors/connector.hpp"
#include "connectors/mqtt/mqtt_sink_settings.hpp"
#include "connectors/mqtt/mqtt_source_settings.hpp"

namespace sluice::connectors {

/// A source of an MQTT broker.
///
/// When a message is acknowledged: Paho acknowledges it when it arrives, before the listener has
/// it, whatever becomes of it then; settle() only gives its bytes back. So the end of the process
/// without a stop (a crash, `kill -9`, a power cut) loses the messages that had arrived and were
/// not published: at most the source's window, and what was under way when it filled. What the
/// broker had not sent by then stays in the client's session there, up to `session_expiry` and the
/// broker's own limits. With QoS 0 the broker keeps nothing. A stop in order takes leave of the
/// broker first, and settles what has arrived.
///
/// Throws std::runtime_error naming what it cannot use. Does not wait for the broker.
[[nodiscard]] std::unique_ptr<Source> make_mqtt_source(const MqttSourceSettings& settings,
                                                       SourceContext context);

/// Whether both are at the same broker and a filter of the source may bring a topic of the glob.
[[nodiscard]] bool may_read(const MqttSourceSettings& source, const MqttSinkSettings& sink,
                            std::string_view topic_glob);

}  // namespace sluice::connectors
