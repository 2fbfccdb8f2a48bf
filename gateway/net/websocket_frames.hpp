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
  /// Of a message that is larger than allowed: its payload is only how it begins, and not checked.
  std::optional<std::uint64_t> oversized{};
};

/// Takes server frames apart, in place. Keeps only the fragments of a message so far, and the first
/// bytes of one that is too large: the rest of that is skipped as it comes.
class FrameReader {
 public:
  /// Readable bytes behind every text payload, for a parser that reads ahead.
  static constexpr std::size_t padding = 64;
  /// Of an oversized message so many bytes are handed out.
  static constexpr std::size_t head_max = 64 * 1024;

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
  void take_fragment(const Header& header, std::string_view payload);
  void begin_skipping(const Header& header);
  /// False: more of the frame is still to come.
  bool skip(std::string_view& unread);
  Status hand_out(const WebSocketMessage& message, WebSocketMessage& out);
  Status fail(std::string_view why, std::uint16_t code);

  std::size_t max_message_;
  std::size_t wanted_ = 2;
  bool in_fragments_ = false;
  bool taken_ = false;  ///< the assembled message was handed out
  Opcode fragments_opcode_{};
  std::string fragments_;     ///< or the head of an oversized message
  bool oversized_ = false;    ///< the message at the front is, and is being skipped
  std::uint64_t skip_ = 0;    ///< bytes of its frame that are still to come
  std::uint64_t length_ = 0;  ///< of it so far
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
