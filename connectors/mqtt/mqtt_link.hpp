#pragma once

#include <memory>
#include <string>
#include <vector>

#include "connectors/mqtt/mqtt_access.hpp"
#include "connectors/mqtt/mqtt_inbox.hpp"
#include "connectors/mqtt/mqtt_keeper.hpp"
#include "connectors/mqtt/mqtt_options.hpp"
#include "connectors/mqtt/mqtt_publish.hpp"
#include "connectors/mqtt/sockets.hpp"
#include "gateway/core/delivery.hpp"

namespace sluice::connectors {

class PahoClient;

/// One connection to an MQTT broker, from the attempt to its end; a new one is made for the next.
///
/// Lives on the loop's thread. It passes each call to the Paho thread as a task, and a signal
/// brings the result. Paho's own reconnection and persistence are off: both are known to lose
/// messages, and the owner knows which messages are unsettled.
class MqttLink {
 public:
  /// Starts to speak MQTT through `socket`, which is connected to the broker. `keeper`: null where
  /// nobody keeps messages. Throws std::system_error where the machine has no descriptor or thread
  /// left.
  MqttLink(const MqttAccess& broker, const MqttClient& client, Descriptor socket,
           std::shared_ptr<MqttKeeper> keeper, Loop& loop, MqttReceiver& receiver);
  /// No signal comes any more; messages without an acknowledgement are forgotten.
  ~MqttLink();
  MqttLink(const MqttLink&) = delete;
  MqttLink& operator=(const MqttLink&) = delete;

  /// The bytes are copied. One signal answers it: `delivered`, `refused`, `unusable` or the end.
  void publish(const Record& record, const MqttPublishing& how, MqttRequest request);

  /// `request` names the filter in the signal that will bring the broker's answer.
  void subscribe(const std::string& filter, int qos, MqttRequest request);

  /// Requests an answer of the broker, which takes a client's packets in order. So its answer
  /// proves that it has our acknowledgement of every message that came before this call.
  void ask_for_echo(MqttRequest request);

  /// Ends the connection. The last signal is `ended`. Every message that Paho has acknowledged
  /// comes before it, so none of these is lost.
  void end();
  /// After end(), when Paho takes too long: `ended` follows the signals that wait now.
  void end_now() { inbox_->put({.kind = MqttSignal::Kind::ended}); }

  /// No signal comes any more. Returns those that have come and were not delivered.
  [[nodiscard]] std::vector<MqttSignal> close() { return inbox_->close(); }

  /// Says goodbye to the broker when this is destroyed, which does not wait for it.
  void say_goodbye() noexcept { says_goodbye_ = true; }

 private:
  template <class Call>
  void post(Call call);

  const MqttVersion version_;
  std::shared_ptr<MqttInbox> inbox_;
  std::shared_ptr<PahoClient> client_;  ///< null once it was ended
  bool says_goodbye_ = false;
};

}  // namespace sluice::connectors
