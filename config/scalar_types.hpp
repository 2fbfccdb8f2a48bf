#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

namespace sluice::config {

/// A length of time: written as a number with its unit, `250ms`, `15s`, `2m`, `1h`.
using Duration = std::chrono::milliseconds;

/// A size: written as a number of bytes, or with `KiB`, `MiB`, `GiB`.
struct Bytes {
  std::uint64_t count{};
};

/// A value that is never shown: it has no operator<< and no formatter. Only reveal() returns it,
/// for the code that passes it to a peer or a library.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  [[nodiscard]] const std::string& reveal() const noexcept { return value_; }
  [[nodiscard]] bool empty() const noexcept { return value_.empty(); }

 private:
  std::string value_;
};

}  // namespace sluice::config
