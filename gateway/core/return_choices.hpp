#pragma once

#include <cstdint>

// The choices of a configuration for the way back.
namespace sluice {

/// The treatment of a payload that is not text.
enum class BinaryPolicy : std::uint8_t {
  refuse,  ///< the message is lost, with its reason
  base64,  ///< it is sent as a JSON string of base64
};

/// The way on which a return's events reach the channel.
enum class PublishMode : std::uint8_t {
  client_event,  ///< over the connection's WebSocket
  http,          ///< through the server's HTTP API
};

/// The moment at which a client event counts as published. The protocol acknowledges none.
enum class Confirmation : std::uint8_t {
  ping,     ///< after the server answered a later ping, and so has read the event
  written,  ///< after the socket took it; a loss with the socket goes unnoticed
};

}  // namespace sluice
