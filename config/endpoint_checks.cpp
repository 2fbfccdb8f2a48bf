#include "config/endpoint_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "config/proxy.hpp"

namespace sluice::config {
namespace {

bool is_control(char letter) {
  return (letter >= 0 && letter < ' ' && letter != '\t') || letter == '\x7f';
}

std::string lowered(std::string text) {
  for (char& letter : text) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return text;
}

std::vector<Value> headers_of(const Section& section) {
  const auto headers = section.value().find("headers");
  if (!headers || headers->node().type != Node::Type::mapping) return {};
  return headers->children();
}

/// Like Value::shown(), but hides a URL that may hold a password or a token.
std::string shown_url(const Value& url) {
  return url.node().text.find_first_of("@?") == std::string::npos ? url.shown() : "the value";
}

}  // namespace

bool consists_of(std::string_view text, std::string_view more) {
  constexpr std::string_view alphanumeric =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  return std::ranges::all_of(text, [&](char letter) {
    return alphanumeric.find(letter) != text.npos || more.find(letter) != text.npos;
  });
}

void check_url(const Section& section, std::string_view key, const std::string& url,
               Result<Url> (*parse)(std::string_view text)) {
  const auto written = section.sound(key);
  if (!written || url.empty()) return;
  if (const auto parsed = parse(url); !parsed) {
    written->problem(fmt::format("{} {}", shown_url(*written), parsed.error().message));
  }
}

void check_proxy(const Section& section, const Secret& proxy) {
  const auto written = section.sound("proxy");
  if (!written || proxy.empty() || proxy.reveal() == no_proxy_word) return;
  if (const auto parsed = parse_proxy(proxy.reveal()); !parsed) {
    written->problem(fmt::format("the value {}", parsed.error().message));
  }
}

void check_alternatives(const Section& section, Alternative first, Alternative second) {
  if (first.given && second.given) {
    section.problem(second.key,
                    fmt::format("only one of {} and {} can be given", first.key, second.key));
  } else if (!first.given && !second.given) {
    // A key that is present but unreadable counts neither as given nor as missing.
    const auto known = [&](std::string_view key) {
      return section.sound(key).has_value() == section.value().find(key).has_value();
    };
    if (known(first.key) && known(second.key)) {
      section.value().key_problem(fmt::format("needs either {} or {}", first.key, second.key));
    }
  }
}

void check_headers(const Section& section) {
  for (const Value& header : headers_of(section)) {
    const std::string& name = header.node().key;
    const std::string& value = header.node().text;
    if (name.empty() || !consists_of(name, "!#$%&'*+-.^_`|~")) {
      header.key_problem("not a header name");
    }
    if (value.find_first_of("\r\n") != std::string::npos) {
      header.problem("a header's value is one line");
    } else if (std::ranges::any_of(value, is_control)) {
      header.problem("a header's value holds no control character");
    }
  }
}

void check_upgrade_headers(const Section& section) {
  check_headers(section);
  constexpr std::array<std::string_view, 7> ours{"connection", "content-length",    "expect", "te",
                                                 "trailer",    "transfer-encoding", "upgrade"};
  for (const Value& header : headers_of(section)) {
    const std::string name = lowered(header.node().key);
    if (name.starts_with("sec-websocket-") || std::ranges::find(ours, name) != ours.end()) {
      header.key_problem("is part of the WebSocket handshake, and set by the gateway");
    }
  }
}

void check_request_headers(const Section& section) {
  check_headers(section);
  constexpr std::array<std::string_view, 6> ours{
      "connection", "content-length", "content-type", "transfer-encoding", "upgrade", "expect"};
  for (const Value& header : headers_of(section)) {
    if (std::ranges::find(ours, lowered(header.node().key)) != ours.end()) {
      header.key_problem("is set by the gateway");
    }
  }
}

}  // namespace sluice::config
