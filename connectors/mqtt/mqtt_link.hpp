#pragma once

#include <mqtt/async_client.h>

#include <memory>
#include <string>

#include "config/url.hpp"
#include "connectors/mqtt/mqtt_inbox.hpp"
#include "connectors/mqtt/mqtt_settings.hpp"
#include "gateway/core/delivery.hpp"

namespace sluice::connectors {

/// One connection to an MQTT broker, from the attempt to its loss; a new one is made for the next.
///
/// Paho calls back on threads of its own, some of them with its global lock held: each callback
/// does nothing but put a signal into the inbox. Paho's own reconnection and persistence are off:
/// both are known to lose messages, and the sink knows what is still owed.
class MqttLink {
 public:
  /// Starts to connect. Throws std::runtime_error when Paho refuses the options.
  MqttLink(const MqttSettings& settings, const config::Url& endpoint, const std::string& client_id,
           Loop& loop, MqttReceiver& receiver);
  /// No signal comes any more; what was not acknowledged is forgotten.
  ~MqttLink();
  MqttLink(const MqttLink&) = delete;
  MqttLink& operator=(const MqttLink&) = delete;

  enum class Taken : std::uint8_t {
    yes,
    not_now,  ///< Paho's buffer is full, or the connection is gone and a signal will say so
    never,    ///< Paho finds something wrong with the record itself
  };

  /// The bytes are copied when it was taken; otherwise nothing was kept.
  [[nodiscard]] Taken publish(const Record& record, InFlight::Slot slot) noexcept;

  /// Says goodbye to the broker; waits for that at most half a second.
  void disconnect() noexcept;

 private:
  class ConnectListener;
  class PublishListener;

  const MqttSettings& settings_;
  std::shared_ptr<MqttInbox> inbox_;
  std::unique_ptr<ConnectListener> connect_listener_;
  std::unique_ptr<PublishListener> publish_listener_;
  // Destroyed first: afterwards Paho calls no listener any more.
  std::unique_ptr<mqtt::async_client> client_;
};

}  // namespace sluice::connectors
