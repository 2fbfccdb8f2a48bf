#pragma once

#include <mqtt/async_client.h>

#include <memory>
#include <string>

#include "connectors/mqtt/mqtt_access.hpp"
#include "connectors/mqtt/mqtt_inbox.hpp"
#include "connectors/mqtt/mqtt_keeper.hpp"
#include "connectors/mqtt/mqtt_options.hpp"
#include "connectors/mqtt/mqtt_relay.hpp"

namespace sluice::connectors {

/// One client of Paho's, for one connection. Made anywhere, and from then on used and destroyed on
/// the Paho thread: each call may wait for Paho's lock.
///
/// Paho calls back on threads of its own, some of them with that lock held: each callback does
/// nothing but put a signal into the inbox, and so does each call that Paho refuses. A message is
/// given to the keeper before, as Paho acknowledges it when the callback returns.
class PahoClient {
 public:
  /// `socket` is connected to the broker. `keeper`: null where nobody keeps messages. Throws
  /// std::system_error where the machine has no descriptor or thread left.
  PahoClient(std::shared_ptr<MqttInbox> inbox, std::shared_ptr<MqttKeeper> keeper,
             Descriptor socket);
  /// No signal comes any more; messages without an acknowledgement are forgotten. Paho calls back
  /// for a message before it lets go of its lock, and closes the connection under the same lock:
  /// each message that it has acknowledged is in the inbox.
  ~PahoClient();
  PahoClient(const PahoClient&) = delete;
  PahoClient& operator=(const PahoClient&) = delete;

  void connect(const MqttAccess& broker, const MqttClient& client) noexcept;
  void publish(mqtt::message_ptr message, MqttRequest request) noexcept;
  void subscribe(const std::string& filter, int qos, const mqtt::subscribe_options& options,
                 MqttRequest request) noexcept;
  /// Sends a request that changes nothing, only to get the broker's answer.
  void ask_for_echo(MqttRequest request) noexcept;
  /// Says goodbye to the broker; waits for that at most half a second.
  void disconnect() noexcept;

 private:
  struct Listeners;

  template <class Call>
  void attempt(Call call) noexcept;
  void call_back_into_inbox();
  void take(mqtt::const_message_ptr message) noexcept;
  [[nodiscard]] Inbox::Kept keep(const mqtt::const_message_ptr& message) noexcept;
  void leave_to_broker() noexcept;

  std::shared_ptr<MqttInbox> inbox_;
  std::shared_ptr<MqttKeeper> keeper_;
  bool left_ = false;  ///< used by Paho's thread only
  const MqttRelay relay_;
  std::unique_ptr<Listeners> listeners_;
  // Destroyed first: afterwards Paho calls no listener any more.
  std::unique_ptr<mqtt::async_client> client_;
};

}  // namespace sluice::connectors
