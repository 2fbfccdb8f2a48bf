#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// RFC 6455 framing as a client sees it. Pure: bytes in, messages out. Our own rather than Beast's,
// because Beast reads at most 1,536 bytes a turn and costs ten times as much per small frame.
namespace sluice::net {

enum class Opcode : std::uint8_t {
  continuation = 0,
  text = 1,
  binary = 2,
  close = 8,
  ping = 9,
  pong = 10,
};

/// A whole message, text is UTF-8, or one control frame. The payload is borrowed: from the bytes it
/// was taken from, or from the reader when it came in fragments; until the next call of next().
struct WebSocketMessage {
  Opcode opcode{};
  std::string_view payload;
};

/// Takes server frames apart, in place. Keeps only what a fragmented message has brought so far.
class FrameReader {
 public:
  /// Readable bytes behind every text payload, for a parser that reads ahead.
  static constexpr std::size_t padding = 64;

  enum class Status { message, incomplete, broken };

  explicit FrameReader(std::size_t max_message) : max_message_(max_message) {}

  /// Takes the next message off the front of `unread`. `incomplete`: more bytes are needed, and
  /// those in `unread` must come again in front of them. `broken`: the stream cannot be read any
  /// further, and problem() and close_code() say why. `padding` bytes behind `unread` must be
  /// readable.
  [[nodiscard]] Status next(std::string_view& unread, WebSocketMessage& out);

  /// After `incomplete`: the bytes that the frame at the front will have in all, as far as known.
  [[nodiscard]] std::size_t wanted() const noexcept { return wanted_; }

  [[nodiscard]] std::string_view problem() const noexcept { return problem_; }
  [[nodiscard]] std::uint16_t close_code() const noexcept { return close_code_; }

 private:
  struct Header {
    bool final;
    Opcode opcode;
    std::size_t size;
    std::uint64_t length;
  };
  std::optional<Header> read_header(std::string_view unread);
  bool check(const Header& header);
  Status hand_out(const WebSocketMessage& message, WebSocketMessage& out);
  Status fail(std::string_view why, std::uint16_t code);

  std::size_t max_message_;
  std::size_t wanted_ = 2;
  bool in_fragments_ = false;
  bool taken_ = false;  ///< the assembled message was handed out
  Opcode fragments_opcode_{};
  std::string fragments_;
  std::string_view problem_;
  std::uint16_t close_code_ = 0;
};

/// The code and the reason of a close frame's payload; no code when it is empty or cut short. A
/// FrameReader hands out none that is cut short or says what no peer may say.
struct CloseFrame {
  std::optional<int> code;
  std::string_view reason;
};
[[nodiscard]] CloseFrame read_close(std::string_view payload) noexcept;

/// Appends one final frame, masked with `mask` as a client must.
void append_frame(std::string& out, Opcode opcode, std::string_view payload, std::uint32_t mask);

/// The payload of a close frame.
[[nodiscard]] std::string close_payload(std::uint16_t code);

}  // namespace sluice::net
