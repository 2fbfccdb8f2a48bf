#pragma once

#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "gateway/core/headers.hpp"
#include "gateway/core/message.hpp"

// Dead letters of routes, read back: the record that a sink has rejected.
namespace sluice::relay {

/// The record in a dead letter. Borrows the message.
struct Original {
  std::string_view sink;  ///< the one that rejected it
  std::string_view topic;
  std::string_view key;
  std::string_view payload;  ///< data() is null for a null
  std::vector<Header> headers;
  WallTime received_at{};
};

/// Why there is no record in a message.
enum class NoOriginal : std::uint8_t {
  no_letter,  ///< it is no dead letter of a route with its facts in headers
  truncated,  ///< part of the payload is gone
};

/// The record as it was, with the headers that it had, but for one: whether it had the mark
/// `sluice-origin` cannot be seen, as each letter has it.
[[nodiscard]] std::variant<Original, NoOriginal> original_of(const Message& letter);

}  // namespace sluice::relay
