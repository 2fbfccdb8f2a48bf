#pragma once

#include <cstdint>

// What a configuration may choose for the way back.
namespace sluice {

/// What becomes of a payload that is not text.
enum class BinaryPolicy : std::uint8_t {
  refuse,  ///< the message is lost, with its reason
  base64,  ///< it is sent as a JSON string of base64
};

/// By which door a return's events reach the channel.
enum class PublishMode : std::uint8_t {
  client_event,  ///< over the connection's WebSocket
  http,          ///< through the server's HTTP API
};

/// When a client event counts as published. The protocol acknowledges none.
enum class Confirmation : std::uint8_t {
  ping,     ///< once the server has answered a ping sent after it, and so has read it
  written,  ///< once it was handed to the socket; what is lost with the socket is not noticed
};

}  // namespace sluice
