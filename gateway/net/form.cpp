#include "gateway/net/form.hpp"

namespace sluice::net {
namespace {

bool is_unreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

void append_encoded(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4U];
    out += digits[byte & 0xFU];
  }
}

}  // namespace

void append_form_field(std::string& body, std::string_view name, std::string_view value) {
  if (!body.empty()) body += '&';
  append_encoded(body, name);
  body += '=';
  append_encoded(body, value);
}

}  // namespace sluice::net
