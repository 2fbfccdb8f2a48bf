#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sluice::test {

// What the first byte of a frame says.
inline constexpr std::uint8_t final_bit = 0x80;
inline constexpr std::uint8_t continuation_opcode = 0;
inline constexpr std::uint8_t text_opcode = 1;
inline constexpr std::uint8_t binary_opcode = 2;
inline constexpr std::uint8_t close_opcode = 8;
inline constexpr std::uint8_t ping_opcode = 9;
inline constexpr std::uint8_t pong_opcode = 10;

/// One frame as a server sends it, without a mask. `first` is its first byte. The length takes
/// `length_bytes` bytes, 0: as few as it needs.
inline std::string raw_frame(std::uint8_t first, std::string_view payload, int length_bytes = 0) {
  std::string frame(1, static_cast<char>(first));
  const auto size = payload.size();
  if (length_bytes == 0) length_bytes = size < 126 ? 1 : size < 65'536 ? 2 : 8;
  if (length_bytes == 1) {
    frame += static_cast<char>(size);
  } else {
    frame += static_cast<char>(length_bytes == 2 ? 126 : 127);
    for (int i = length_bytes - 1; i >= 0; --i) frame += static_cast<char>(size >> (8 * i));
  }
  return frame.append(payload);
}

inline std::string server_frame(std::uint8_t opcode, std::string_view payload) {
  return raw_frame(final_bit | opcode, payload);
}

inline std::string text_frame(std::string_view text) {
  return server_frame(text_opcode, text);
}

inline std::string close_frame(int code, std::string_view reason = "") {
  std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
  return server_frame(close_opcode, payload.append(reason));
}

}  // namespace sluice::test
