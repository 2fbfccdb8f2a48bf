#pragma once

#include <string>

#include "gateway/app/admin_client.hpp"

namespace sluice::app {

/// Empty texts ask for everything.
struct TapOrder {
  AdminContact gateway{.url = "http://127.0.0.1:9464"};
  std::string connection{};
  std::string channel{};
  std::string event{};
  std::string sink{};
  std::string kind{};
  bool masked = false;
  bool decrypted = false;
  bool json = false;
};

/// The path and query of the order.
[[nodiscard]] std::string target_of(const TapOrder& order);

/// Prints what passes through a running gateway, as it passes. Returns the exit status: 0 when
/// nobody reads what it prints any more, 1 when the gateway refuses, ends it or is lost.
[[nodiscard]] int show_tap(const TapOrder& order);

}  // namespace sluice::app
