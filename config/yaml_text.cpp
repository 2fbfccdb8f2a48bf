#include "config/yaml_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace sluice::config {
namespace {

/// Whether a YAML reader takes the bare text for exactly this text.
bool plain(std::string_view text) {
  // Fewer than YAML allows: unneeded quotes are harmless, and YAML's rules depend on the context.
  constexpr std::string_view letters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./";
  constexpr std::string_view inner =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+@=";
  constexpr std::array<std::string_view, 3> nothing{"null", "Null", "NULL"};
  return !text.empty() && letters.find(text.front()) != std::string_view::npos &&
         text.find_first_not_of(inner) == std::string_view::npos &&
         std::ranges::find(nothing, text) == nothing.end();
}

}  // namespace

std::string to_yaml(bool value) {
  return value ? "true" : "false";
}
std::string to_yaml(double value) {
  return fmt::format("{}", value);
}
std::string to_yaml(const Secret& value) {
  return value.empty() ? "\"\"" : "\"***\"";
}
std::string to_yaml(const LiveSecret& value) {
  return value.empty() ? "\"\"" : "\"***\"";
}
std::string to_yaml(const PemFile& value) {
  return to_yaml(value.name());
}
std::string to_yaml(Duration value) {
  return to_text(value);
}
std::string to_yaml(Bytes value) {
  return to_text(value);
}

std::string to_yaml(const std::string& value) {
  if (plain(value)) return value;
  std::string text = "\"";
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char letter = value[i];
    if (letter == '"' || letter == '\\') {
      text += '\\';
      text += letter;
    } else if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f) {
      text += fmt::format("\\x{:02x}", static_cast<unsigned char>(letter));
    } else if (value.compare(i, 2, "${") == 0) {
      text += "$$";  // it is literal here, and must stay literal when this text is read again
    } else {
      text += letter;
    }
  }
  return text + '"';
}

}  // namespace sluice::config
