#pragma once

#include <cstdint>
#include <string>
#include <thread>

#include "connectors/mqtt/sockets.hpp"

namespace sluice::connectors {

/// An HTTP proxy on loopback for one connection of Paho's. Paho looks up names while it holds a
/// lock that all its clients need, but needs the broker's name for TLS: so the connection to the
/// broker is made elsewhere, and Paho asks this proxy for it. TLS is spoken through it, from Paho
/// to the broker; the proxy sees no plain text of it.
///
/// Its thread never waits for anything but the two sockets and the destructor.
class MqttRelay {
 public:
  /// `socket` is connected to the broker. Throws std::system_error where the machine has no socket
  /// or thread left.
  explicit MqttRelay(Descriptor socket);
  /// Closes the connection.
  ~MqttRelay();
  MqttRelay(const MqttRelay&) = delete;
  MqttRelay& operator=(const MqttRelay&) = delete;

  /// USER:SECRET@127.0.0.1:PORT. The secret is new for each relay, so that no other user of the
  /// machine takes the connection.
  [[nodiscard]] std::string proxy() const;

  /// Ends the connection: nothing that is not on its way reaches the broker any more. May be called
  /// on any thread; waits for nothing.
  void cut() const noexcept;

 private:
  void run();

  Descriptor broker_;
  Descriptor cancel_;
  std::uint16_t port_ = 0;
  Descriptor listener_;
  std::string secret_;
  std::thread thread_;
};

}  // namespace sluice::connectors
