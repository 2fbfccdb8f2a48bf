#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// RFC 6455 framing for a client. Pure: bytes in, messages out. It replaces Beast's, because Beast
// reads at most 1,536 bytes per turn and costs ten times as much per small frame.
namespace sluice::net {

enum class Opcode : std::uint8_t {
  continuation = 0,
  text = 1,
  binary = 2,
  close = 8,
  ping = 9,
  pong = 10,
};

/// A whole message (text is valid UTF-8) or one control frame. The payload is borrowed from the
/// input bytes, or from the reader if it came in fragments; valid until the next call of next().
struct WebSocketMessage {
  Opcode opcode{};
  std::string_view payload;
  /// The full size of a message above the limit: its payload is only its beginning, and unchecked.
  std::optional<std::uint64_t> oversized{};
};

/// Parses server frames in place. Keeps only the fragments of an incomplete message, and the first
/// bytes of a message that is too large; the rest of that is skipped as it arrives.
class FrameReader {
 public:
  /// Readable bytes behind every text payload, for a parser that reads ahead.
  static constexpr std::size_t padding = 64;
  /// The largest part of an oversized message that is returned.
  static constexpr std::size_t head_max = 64 * 1024;

  enum class Status { message, incomplete, broken };

  explicit FrameReader(std::size_t max_message) : max_message_(max_message) {}

  /// Takes the next message off the front of `unread`. `incomplete`: more bytes are needed, and the
  /// caller must pass the bytes of `unread` again in front of them. `broken`: the stream cannot be
  /// read any further; problem() and close_code() have the reason. `padding` bytes behind `unread`
  /// must be readable.
  [[nodiscard]] Status next(std::string_view& unread, WebSocketMessage& out);

  /// After `incomplete`: the total size of the frame at the front, as far as it is known.
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
  /// False: the rest of the frame has not arrived.
  bool skip(std::string_view& unread);
  Status hand_out(const WebSocketMessage& message, WebSocketMessage& out);
  Status fail(std::string_view why, std::uint16_t code);

  std::size_t max_message_;
  std::size_t wanted_ = 2;
  bool in_fragments_ = false;
  bool taken_ = false;  ///< the assembled message was returned
  Opcode fragments_opcode_{};
  std::string fragments_;     ///< or the head of an oversized message
  bool oversized_ = false;    ///< the message at the front is oversized and is being skipped
  std::uint64_t skip_ = 0;    ///< outstanding bytes of its frame
  std::uint64_t length_ = 0;  ///< its length so far
  std::string_view problem_;
  std::uint16_t close_code_ = 0;
};

/// The code and the reason of a close frame's payload; no code when it is empty or cut short. A
/// FrameReader returns no close frame that is cut short or has a forbidden code.
struct CloseFrame {
  std::optional<int> code;
  std::string_view reason;
};
[[nodiscard]] CloseFrame read_close(std::string_view payload) noexcept;

/// Appends one final frame, masked with `mask`, as the protocol requires of a client.
void append_frame(std::string& out, Opcode opcode, std::string_view payload, std::uint32_t mask);

/// The payload of a close frame.
[[nodiscard]] std::string close_payload(std::uint16_t code);

}  // namespace sluice::net
