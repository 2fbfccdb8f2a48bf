#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "tests/support/driver.hpp"

namespace sluice::test {

/// What a way does to all that passes, in both directions; none: nothing.
struct CableQuality {
  std::chrono::milliseconds latency{};  ///< one way
  std::optional<int> bytes_per_second{};
  std::optional<int> slice{};  ///< bytes a segment
};

/// A way to a server on 127.0.0.1 that can be cut while both ends are well. What was under way in
/// it is lost; new connections through it are made as before.
class Cable {
 public:
  Cable(Driver& driver, std::uint16_t server_port);

  [[nodiscard]] std::uint16_t port() const { return port_; }

  /// Resets every connection through it; how many there were.
  int cut();

  /// Drops all packets in silence: both ends are told nothing, and new connections are taken and
  /// hang. TCP would send again what was dropped, so release() lets it pass, unless an end has
  /// given up.
  void hold();
  void release();

  /// From now on, on connections that stand too.
  void be(const CableQuality& quality);

 private:
  Driver& driver_;
  std::string name_;
  std::uint16_t port_ = 0;
};

}  // namespace sluice::test
