#include "gateway/net/websocket_frames.hpp"

#include <simdjson.h>

#include <algorithm>
#include <utility>

#include "gateway/core/give_back.hpp"

namespace sluice::net {
namespace {

constexpr std::uint8_t byte_at(std::string_view bytes, std::size_t i) {
  return static_cast<std::uint8_t>(bytes[i]);
}

constexpr bool is_control(Opcode opcode) {
  return static_cast<std::uint8_t>(opcode) >= 8;
}

/// The first bit of a frame's length must be 0.
constexpr std::uint64_t length_max = ~std::uint64_t{0} >> 1;

/// A larger fragment buffer is freed after use.
constexpr std::size_t fragments_to_keep = 64 * 1024;

constexpr std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) value = value << 8 | byte_at(bytes, i);
  return value;
}

/// The codes of a close frame, by RFC 6455 (section 7.4) and its registry. The gaps are codes that
/// no frame may have, and codes without a meaning.
constexpr bool may_be_sent(int code) {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
         (code >= 3000 && code <= 4999);
}

}  // namespace

FrameReader::Status FrameReader::fail(std::string_view why, std::uint16_t code) {
  problem_ = why;
  close_code_ = code;
  return Status::broken;
}

/// Empty: the header is incomplete, and wanted_ is the size that it needs.
std::optional<FrameReader::Header> FrameReader::read_header(std::string_view unread) {
  wanted_ = 2;
  if (unread.size() < 2) return std::nullopt;
  const auto first = byte_at(unread, 0);
  const auto second = byte_at(unread, 1);
  Header header{(first & 0x80) != 0, static_cast<Opcode>(first & 0x0F), 2, second & 0x7Fu};
  if ((first & 0x70) != 0) {
    fail("reserved bits are set, but no extension was agreed on", 1002);
  } else if ((second & 0x80) != 0) {
    fail("a frame from the server is masked", 1002);
  }
  if (!problem_.empty()) return header;
  const std::size_t extended = header.length == 126 ? 2 : header.length == 127 ? 8 : 0;
  header.size += extended;
  wanted_ = header.size;
  if (unread.size() < header.size) return std::nullopt;
  if (extended != 0) header.length = big_endian(unread.substr(2, extended));
  return header;
}

bool FrameReader::check(const Header& header) {
  switch (header.opcode) {
    case Opcode::continuation:
      if (!in_fragments_) fail("a continuation without a message to continue", 1002);
      break;
    case Opcode::text:
    case Opcode::binary:
      if (in_fragments_) fail("a new message inside a fragmented one", 1002);
      break;
    case Opcode::close:
    case Opcode::ping:
    case Opcode::pong:
      if (!header.final) fail("a control frame in fragments", 1002);
      // Only the seven-bit length is allowed, even if a longer form encodes a smaller number.
      if (header.size > 2) fail("a control frame of more than 125 bytes", 1002);
      break;
    default:
      fail("an opcode that does not exist", 1002);
  }
  if (header.length > length_max) fail("a frame longer than any may be", 1009);
  return problem_.empty();
}

/// Checks that need the whole payload.
FrameReader::Status FrameReader::hand_out(const WebSocketMessage& message, WebSocketMessage& out) {
  auto text = message.opcode == Opcode::text ? message.payload : std::string_view();
  if (message.opcode == Opcode::close && !message.payload.empty()) {
    const auto close = read_close(message.payload);
    if (!close.code) return fail("a close frame with half a code", 1002);
    if (!may_be_sent(*close.code))
      return fail("a close frame with a code that no peer may send", 1002);
    text = close.reason;
  }
  if (!simdjson::validate_utf8(text)) return fail("a text that is not UTF-8", 1007);
  out = message;
  return Status::message;
}

void FrameReader::take_fragment(const Header& header, std::string_view payload) {
  if (!in_fragments_) fragments_opcode_ = header.opcode;
  in_fragments_ = !header.final;
  fragments_.reserve(fragments_.size() + payload.size() + padding);
  fragments_ += payload;
}

void FrameReader::begin_skipping(const Header& header) {
  if (!in_fragments_) fragments_opcode_ = header.opcode;
  in_fragments_ = !header.final;
  if (!std::exchange(oversized_, true)) {
    length_ = fragments_.size();
    fragments_.resize(std::min(fragments_.size(), head_max));
    fragments_.reserve(head_max + padding);
  }
  length_ += header.length;
  skip_ = header.length;
}

bool FrameReader::skip(std::string_view& unread) {
  const auto here = unread.substr(0, std::min<std::uint64_t>(skip_, unread.size()));
  fragments_ += here.substr(0, head_max - fragments_.size());
  unread.remove_prefix(here.size());
  skip_ -= here.size();
  return skip_ == 0;
}

FrameReader::Status FrameReader::next(std::string_view& unread, WebSocketMessage& out) {
  if (std::exchange(taken_, false)) empty(fragments_, fragments_to_keep);
  while (true) {
    if (skip_ == 0) {
      const auto header = read_header(unread);
      if (!problem_.empty()) return Status::broken;
      if (!header) return Status::incomplete;
      if (!check(*header)) return Status::broken;
      const bool control = is_control(header->opcode);
      const auto held = in_fragments_ ? fragments_.size() : 0;
      if (control || (!oversized_ && header->length <= max_message_ - held)) {
        wanted_ = header->size + header->length;
        if (unread.size() < wanted_) return Status::incomplete;
        const auto payload = unread.substr(header->size, header->length);
        unread.remove_prefix(wanted_);
        if (control || (header->final && !in_fragments_)) {
          return hand_out({header->opcode, payload}, out);
        }
        take_fragment(*header, payload);
        if (in_fragments_) continue;
        taken_ = true;
        return hand_out({fragments_opcode_, fragments_}, out);
      }
      unread.remove_prefix(header->size);
      begin_skipping(*header);
    }
    wanted_ = 2;
    if (!skip(unread)) return Status::incomplete;
    if (in_fragments_) continue;
    oversized_ = false;
    taken_ = true;
    out = {fragments_opcode_, fragments_, length_};
    return Status::message;
  }
}

CloseFrame read_close(std::string_view payload) noexcept {
  if (payload.size() < 2) return {};
  return {static_cast<int>(big_endian(payload.substr(0, 2))), payload.substr(2)};
}

void append_frame(std::string& out, Opcode opcode, std::string_view payload, std::uint32_t mask) {
  const auto put = [&out](std::uint64_t value, int bytes) {
    for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i));
  };
  put(0x80u | static_cast<std::uint8_t>(opcode), 1);
  if (payload.size() < 126) {
    put(0x80u | payload.size(), 1);
  } else if (payload.size() < 65'536) {
    put(0x80u | 126u, 1);
    put(payload.size(), 2);
  } else {
    put(0x80u | 127u, 1);
    put(payload.size(), 8);
  }
  put(mask, 4);
  for (std::size_t i = 0; i < payload.size(); ++i) {
    out += static_cast<char>(byte_at(payload, i) ^ (mask >> (8 * (3 - i % 4)) & 0xFFu));
  }
}

std::string close_payload(std::uint16_t code) {
  return {static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
}

}  // namespace sluice::net
