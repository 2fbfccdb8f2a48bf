#include "gateway/telemetry/log_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "gateway/core/timestamp.hpp"

namespace sluice::telemetry {
namespace {

std::string_view word(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warn:
      return "warn";
    case Level::error:
      return "error";
  }
  return {};
}

/// A character and the bytes it takes; `valid` is false for one byte that is not UTF-8.
struct Character {
  char32_t code{};
  std::size_t bytes = 1;
  bool valid = true;
};

unsigned byte_at(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}

/// The first character of a text that is not empty; overlong forms and surrogates are not valid.
Character first_character(std::string_view text) {
  const unsigned lead = byte_at(text, 0);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) return {lead, 1, false};
  char32_t code = lead & (0x7FU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte_at(text, i) & 0xC0U) != 0x80U) return {lead, 1, false};
    code = (code << 6U) | (byte_at(text, i) & 0x3FU);
  }
  const bool overlong = (bytes == 3 && code < 0x800) || (bytes == 4 && code < 0x10000);
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (overlong || surrogate || code > 0x10FFFF) return {lead, 1, false};
  return {code, bytes, true};
}

/// What a terminal or a log viewer could obey: C0 and C1 controls, line separators, direction
/// marks.
bool is_control(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code <= 0x9F) || (code >= 0x200E && code <= 0x200F) ||
         (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF;
}

void append_character(std::string& out, Character character, std::string_view bytes,
                      LogFormat format) {
  if (!character.valid) {
    // JSON has no escape for a byte; U+FFFD is what its readers would make of it.
    if (format == LogFormat::json) {
      out += "\\ufffd";
    } else {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned>(character.code));
    }
  } else if (character.code == '"' || character.code == '\\') {
    out += '\\';
    out += bytes;
  } else if (character.code == '\n') {
    out += "\\n";
  } else if (is_control(character.code)) {
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(character.code));
  } else {
    out += bytes;
  }
}

void append_quoted(std::string& out, std::string_view text, LogFormat format) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const auto character = first_character(text.substr(at));
    if (at + character.bytes > log_text_bytes_max) {
      out += "…";
      break;
    }
    append_character(out, character, text.substr(at, character.bytes), format);
    at += character.bytes;
  }
  out += '"';
}

/// logfmt leaves a plain word bare.
bool is_bare(std::string_view text) {
  return !text.empty() && text.size() <= log_text_bytes_max &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                  std::string_view{"-_.:/@+,*#"}.find(c) != std::string_view::npos;
         });
}

void append_logfmt(std::string& out, std::string_view key, std::string_view text) {
  if (text.empty()) return;
  fmt::format_to(std::back_inserter(out), " {}=", key);
  if (is_bare(text)) {
    out += text;
  } else {
    append_quoted(out, text, LogFormat::logfmt);
  }
}

void append_json(std::string& out, const Field& field) {
  if (field.value.empty()) return;
  fmt::format_to(std::back_inserter(out), ",\"{}\":", field.key);
  if (field.number) {
    out += field.value;
  } else {
    append_quoted(out, field.value, LogFormat::json);
  }
}

}  // namespace

std::string render(LogFormat format, WallTime at, Level level, std::string_view message,
                   std::initializer_list<Field> fields) {
  const auto time = timestamp(at);
  if (format == LogFormat::json) {
    auto line = fmt::format(R"({{"time":"{}","level":"{}")", time, word(level));
    append_json(line, {"message", message});
    for (const auto& field : fields) append_json(line, field);
    return line += '}';
  }
  auto line = fmt::format("time={} level={}", time, word(level));
  append_logfmt(line, "message", message);
  for (const auto& field : fields) append_logfmt(line, field.key, field.value);
  return line;
}

}  // namespace sluice::telemetry
