#pragma once

#include <mqtt/async_client.h>

#include <memory>
#include <string>
#include <vector>

#include "config/url.hpp"
#include "connectors/mqtt/mqtt_access.hpp"
#include "connectors/mqtt/mqtt_inbox.hpp"
#include "connectors/mqtt/mqtt_options.hpp"
#include "connectors/mqtt/mqtt_publish.hpp"
#include "gateway/core/delivery.hpp"

namespace sluice::connectors {

/// One connection to an MQTT broker, from the attempt to its loss; a new one is made for the next.
///
/// Paho calls back on threads of its own, some of them with its global lock held: each callback
/// does nothing but put a signal into the inbox. Paho's own reconnection and persistence are off:
/// both are known to lose messages, and the owner knows what is still owed.
class MqttLink {
 public:
  /// Starts to connect. Throws std::runtime_error when Paho refuses the options.
  MqttLink(const MqttAccess& broker, const config::Url& endpoint, const MqttClient& client,
           Loop& loop, MqttReceiver& receiver);
  /// No signal comes any more; what was not acknowledged is forgotten.
  ~MqttLink();
  MqttLink(const MqttLink&) = delete;
  MqttLink& operator=(const MqttLink&) = delete;

  enum class Taken : std::uint8_t {
    yes,
    not_now,  ///< Paho's buffer is full, or the connection is gone and a signal will say so
    never,    ///< Paho finds something wrong with what it was given
  };

  /// The bytes are copied when it was taken; otherwise nothing was kept.
  [[nodiscard]] Taken publish(const Record& record, const MqttPublishing& how,
                              MqttRequest request) noexcept;

  /// `request` names the filter in the signal that will tell the broker's answer.
  [[nodiscard]] Taken subscribe(const std::string& filter, int qos, MqttRequest request) noexcept;

  /// Asks for an answer of the broker's. A broker takes a client's packets in order: when it has
  /// answered, it knows of each message that came before this call that it need not send it again.
  [[nodiscard]] Taken ask_for_echo(MqttRequest request) noexcept;

  /// Ends the connection at once, and the link with it. What had come by then is given back, so
  /// that no message is lost that Paho has acknowledged.
  [[nodiscard]] std::vector<MqttSignal> end() noexcept;

  /// Says goodbye to the broker; waits for that at most half a second.
  void disconnect() noexcept;

 private:
  struct Listeners;

  void call_back_into_inbox();
  void take(mqtt::const_message_ptr message) noexcept;

  const MqttVersion version_;
  std::shared_ptr<MqttInbox> inbox_;
  std::unique_ptr<Listeners> listeners_;
  // Destroyed first: afterwards Paho calls no listener any more.
  std::unique_ptr<mqtt::async_client> client_;
};

}  // namespace sluice::connectors
