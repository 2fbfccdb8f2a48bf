#include "connectors/stdout/stdout_line.hpp"

#include <fmt/format.h>

#include <iterator>
#include <string_view>

#include "gateway/text/json_syntax.hpp"
#include "gateway/text/utf8.hpp"

namespace sluice::connectors {
namespace {

/// The codes beyond the first controls that a terminal obeys: DEL, C1, and direction overrides.
bool moves_terminal(char32_t code) noexcept {
  return (code >= 0x7f && code <= 0x9f) || code == 0x200e || code == 0x200f ||
         (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

void append_code(char32_t code, std::string& out) {
  fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<std::uint32_t>(code));
}

/// Appends a character from U+0080 on, which JSON has only within strings; returns its length in
/// bytes.
std::size_t append_character(std::string_view rest, std::string& out) {
  const text::Character character = text::first_character(rest);
  if (character.length == 0) {
    append_code(0xfffd, out);
    return 1;
  }
  if (moves_terminal(character.code)) {
    append_code(character.code, out);
  } else {
    out += rest.substr(0, character.length);
  }
  return character.length;
}

/// Outside its strings JSON text has control characters only as white space.
void append_json(std::string_view json, std::string& out) {
  while (!json.empty()) {
    const auto byte = static_cast<unsigned char>(json.front());
    std::size_t length = 1;
    if (byte >= 0x7f) {
      length = append_character(json, out);
    } else {
      out += byte < ' ' ? ' ' : json.front();
    }
    json.remove_prefix(length);
  }
}

void append_string(std::string_view text, std::string& out) {
  out += '"';
  while (!text.empty()) {
    const char letter = text.front();
    const auto byte = static_cast<unsigned char>(letter);
    std::size_t length = 1;
    if (letter == '"' || letter == '\\') {
      out += '\\';
      out += letter;
    } else if (letter == '\n') {
      out += "\\n";
    } else if (byte < ' ') {
      append_code(byte, out);
    } else if (byte >= 0x7f) {
      length = append_character(text, out);
    } else {
      out += letter;
    }
    text.remove_prefix(length);
  }
  out += '"';
}

void append_payload(const Record& record, std::string& out) {
  if (record.facts.change == Change::remove) {
    out += "null";
  } else if (text::is_json(record.payload)) {
    append_json(record.payload, out);
  } else {
    append_string(record.payload, out);
  }
}

void append_member(std::string_view name, std::string_view value, std::string& out) {
  append_string(name, out);
  out += ':';
  append_string(value, out);
}

}  // namespace

void append_line(const Record& record, StdoutShow show, std::string& out) {
  if (show == StdoutShow::payload) {
    append_payload(record, out);
    out += '\n';
    return;
  }
  out += '{';
  append_member("topic", record.topic, out);
  out += ',';
  append_member("key", record.key, out);
  out += ",\"headers\":{";
  bool first = true;
  for (const Header& header : record.headers) {
    if (!first) out += ',';
    first = false;
    append_member(header.name, header.value, out);
  }
  out += "},\"payload\":";
  append_payload(record, out);
  out += "}\n";
}

}  // namespace sluice::connectors
